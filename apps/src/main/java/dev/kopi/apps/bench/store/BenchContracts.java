package dev.kopi.apps.bench.store;

import dev.kopi.core.crypto.hash.Keccak256;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import java.nio.charset.StandardCharsets;

/**
 * The contracts of the generated chain and their storage layout. They do to storage, memory, logs
 * and calls what their compiled models do.
 */
final class BenchContracts {
  /**
   * {@code fill(start, count)}: brings state into being, entry {@code start} and those after it.
   */
  static final int FILL = 0x6af9c15c;

  /** {@code churn(seed, count, range)}: changes slots below {@code range}, some to zero. */
  static final int CHURN = 0x4b6d1c35;

  static final int TRANSFER = 0xa9059cbb;
  static final int TRANSFER_FROM = 0x23b872dd;

  /** {@code swap(direction, amount)} of a pair: sells token {@code direction} (0 or 1). */
  static final int SWAP = 0x5c11d795;

  private static final String ADDRESS_MASK = "0x" + "ff".repeat(20);

  private static final String HEAD = "PUSH 0 CALLDATALOAD PUSH 224 SHR ";

  private static final String TAIL = " :fail PUSH 0 PUSH 0 REVERT :stop STOP";

  /** Leaves the first entry (top) and the one after the last on the stack. */
  private static final String RANGE =
      " POP PUSH 36 CALLDATALOAD PUSH 4 CALLDATALOAD SWAP1 DUP2 ADD SWAP1 ";

  private BenchContracts() {}

  private static String on(int selector, String place) {
    return "DUP1 PUSH 0x" + Integer.toHexString(selector) + " EQ @" + place + " JUMPI ";
  }

  private static String topic(String event) {
    return Keccak256.hash(event.getBytes(StandardCharsets.US_ASCII)).toHex();
  }

  /** A token: balances in the mapping at slot 0, allowances in the one at slot 1. */
  static Bytes token() {
    return EvmText.assemble(
        HEAD
            + on(TRANSFER, "transfer")
            + on(TRANSFER_FROM, "transferFrom")
            + on(FILL, "fill")
            + "@fail JUMP"
            + " :transfer POP PUSH 36 CALLDATALOAD PUSH 4 CALLDATALOAD CALLER @move JUMP"
            // The allowance of the caller; the maximum means no limit.
            + " :transferFrom POP PUSH 68 CALLDATALOAD PUSH 36 CALLDATALOAD PUSH 4 CALLDATALOAD"
            + " DUP1 PUSH 0 MSTORE PUSH 1 PUSH 32 MSTORE PUSH 64 PUSH 0 KECCAK256"
            + " PUSH 32 MSTORE CALLER PUSH 0 MSTORE PUSH 64 PUSH 0 KECCAK256"
            + " DUP1 SLOAD DUP5 DUP2 LT @fail JUMPI DUP1 NOT @spend JUMPI POP POP @move JUMP"
            + " :spend DUP5 SWAP1 SUB SWAP1 SSTORE"
            // amount, to, from
            + " :move DUP1 PUSH 0 MSTORE PUSH 0 PUSH 32 MSTORE PUSH 64 PUSH 0 KECCAK256"
            + " DUP1 SLOAD DUP5 DUP2 LT @fail JUMPI DUP5 SWAP1 SUB SWAP1 SSTORE"
            + " DUP2 PUSH 0 MSTORE PUSH 64 PUSH 0 KECCAK256 DUP1 SLOAD DUP5 ADD SWAP1 SSTORE"
            + " DUP3 PUSH 0 MSTORE PUSH "
            + topic("Transfer(address,address,uint256)")
            + " PUSH 32 PUSH 0 LOG3 POP PUSH 1 PUSH 0 MSTORE PUSH 32 PUSH 0 RETURN"
            // A balance for each of the holders.
            + " :fill"
            + RANGE
            + "PUSH 0 PUSH 32 MSTORE"
            + " :next DUP2 DUP2 LT ISZERO @stop JUMPI"
            + " DUP1 PUSH 64 MSTORE PUSH 32 PUSH 64 KECCAK256 PUSH "
            + ADDRESS_MASK
            + " AND PUSH 0 MSTORE PUSH 0xde0b6b3a7640000 PUSH 64 PUSH 0 KECCAK256 SSTORE"
            + " PUSH 1 ADD @next JUMP"
            + TAIL);
  }

  /** Sends one wei to each of the holders. */
  static Bytes accounts() {
    return EvmText.assemble(
        HEAD
            + on(FILL, "fill")
            + "@fail JUMP :fill"
            + RANGE
            + ":next DUP2 DUP2 LT ISZERO @stop JUMPI DUP1 PUSH 0 MSTORE"
            + " PUSH 0 PUSH 0 PUSH 0 PUSH 0 PUSH 1 PUSH 32 PUSH 0 KECCAK256 PUSH "
            + ADDRESS_MASK
            + " AND PUSH 0 CALL POP PUSH 1 ADD @next JUMP"
            + TAIL);
  }

  /** Slots that are numbered from 0. */
  static Bytes slots() {
    return EvmText.assemble(
        HEAD
            + on(FILL, "fill")
            + on(CHURN, "churn")
            + "@fail JUMP :fill"
            + RANGE
            + ":next DUP2 DUP2 LT ISZERO @stop JUMPI DUP1 PUSH 1 ADD DUP2 SSTORE"
            + " PUSH 1 ADD @next JUMP"
            // seed, count; every 256th value is zero
            + " :churn POP PUSH 4 CALLDATALOAD PUSH 36 CALLDATALOAD"
            + " :more DUP1 ISZERO @stop JUMPI SWAP1 PUSH 0 MSTORE PUSH 32 PUSH 0 KECCAK256"
            + " DUP1 PUSH 255 AND ISZERO ISZERO DUP2 MUL"
            + " PUSH 68 CALLDATALOAD DUP3 PUSH 8 SHR MOD SSTORE SWAP1 PUSH 1 SWAP1 SUB @more JUMP"
            + TAIL);
  }

  /**
   * A constant-product pair: tokens at slots 0 and 1, reserves at 2 and 3, cumulative prices at 4
   * and 5, time of the last swap at 6.
   */
  static Bytes pair() {
    return EvmText.assemble(
        HEAD
            + on(SWAP, "swap")
            + "@fail JUMP :swap POP PUSH 4 CALLDATALOAD PUSH 36 CALLDATALOAD"
            // direction, in, reserve in, reserve out; then what goes out, less 0.3 %
            + " DUP2 PUSH 2 ADD SLOAD DUP3 PUSH 3 SUB SLOAD DUP3 PUSH 997 MUL"
            + " DUP3 PUSH 1000 MUL DUP2 ADD SWAP1 DUP3 MUL DIV"
            + " DUP3 DUP5 ADD DUP6 PUSH 2 ADD SSTORE DUP1 DUP3 SUB DUP6 PUSH 3 SUB SSTORE"
            // cumulative price += (reserve out << 32) / reserve in * seconds
            + " PUSH 6 SLOAD TIMESTAMP SUB DUP4 DUP4 PUSH 32 SHL DIV MUL"
            + " DUP6 PUSH 4 ADD DUP1 SLOAD SWAP1 SWAP2 ADD SWAP1 SSTORE TIMESTAMP PUSH 6 SSTORE"
            // direction, in, reserve in, reserve out, out
            + " PUSH "
            + hex(TRANSFER_FROM)
            + " PUSH 224 SHL PUSH 0 MSTORE CALLER PUSH 4 MSTORE ADDRESS PUSH 36 MSTORE"
            + " DUP4 PUSH 68 MSTORE"
            + " PUSH 32 PUSH 0 PUSH 100 PUSH 0 PUSH 0 DUP10 SLOAD GAS CALL ISZERO @fail JUMPI"
            + " PUSH "
            + hex(TRANSFER)
            + " PUSH 224 SHL PUSH 0 MSTORE CALLER PUSH 4 MSTORE DUP1 PUSH 36 MSTORE"
            + " PUSH 32 PUSH 0 PUSH 68 PUSH 0 PUSH 0 DUP10 PUSH 1 SUB SLOAD GAS CALL"
            + " ISZERO @fail JUMPI"
            + " PUSH 2 SLOAD PUSH 0 MSTORE PUSH 3 SLOAD PUSH 32 MSTORE PUSH "
            + topic("Sync(uint112,uint112)")
            + " PUSH 64 PUSH 0 LOG1 DUP4 PUSH 0 MSTORE DUP1 PUSH 32 MSTORE CALLER CALLER PUSH "
            + topic("Swap(address,address,uint256,uint256)")
            + " PUSH 64 PUSH 0 LOG3 STOP"
            + TAIL);
  }

  private static String hex(int selector) {
    return "0x" + Integer.toHexString(selector);
  }

  /** The address of a holder: the low 20 bytes of the hash of its number. */
  static Address holder(long number) {
    return Address.fromWord(Keccak256.hash(UInt256.of(number).toArray()).toUInt256());
  }

  /** The slot of a token's balance. */
  static UInt256 balanceSlot(Address owner) {
    return entry(owner, UInt256.ZERO);
  }

  /** The slot of a token's allowance. */
  static UInt256 allowanceSlot(Address owner, Address spender) {
    return entry(spender, entry(owner, UInt256.ONE));
  }

  private static UInt256 entry(Address key, UInt256 mapping) {
    byte[] both = new byte[64];
    key.writeTo(both, 12);
    mapping.writeTo(both, 32);
    return Keccak256.hash(both).toUInt256();
  }

  /** Call data: a selector and words. */
  static Bytes call(int selector, UInt256... words) {
    byte[] data = new byte[4 + 32 * words.length];
    for (int i = 0; i < 4; i++) {
      data[i] = (byte) (selector >> (24 - 8 * i));
    }
    for (int i = 0; i < words.length; i++) {
      words[i].writeTo(data, 4 + 32 * i);
    }
    return Bytes.wrap(data);
  }

  /** The hash of an event's name, as logs carry it. */
  static Hash eventTopic(String event) {
    return Hash.fromHex(topic(event));
  }
}
