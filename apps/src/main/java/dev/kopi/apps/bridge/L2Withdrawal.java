package dev.kopi.apps.bridge;

import dev.kopi.core.abi.AbiEncoder;
import dev.kopi.core.abi.AbiReader;
import dev.kopi.core.abi.AbiValue;
import dev.kopi.core.chain.receipt.Log;
import dev.kopi.core.crypto.hash.Keccak256;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import java.util.List;

/**
 * A withdrawal transaction: a message from L2 to L1.
 *
 * @param nonce makes it unique
 * @param sender the sender on L2
 * @param target the account called on L1
 * @param value wei sent along
 * @param gasLimit the least gas of the call on L1
 * @param data the call data
 * @see <a href="https://specs.optimism.io/protocol/withdrawals.html">Withdrawals</a>
 */
public record L2Withdrawal(
    UInt256 nonce, Address sender, Address target, UInt256 value, UInt256 gasLimit, Bytes data) {
  private static final Hash MESSAGE_PASSED =
      AbiEncoder.topic("MessagePassed(uint256,address,address,uint256,uint256,bytes,bytes32)");

  /**
   * The first withdrawal that a transaction on L2 initiated.
   *
   * @throws BridgeFailed when it initiated none
   */
  static L2Withdrawal in(List<Log> logs) {
    for (Log log : logs) {
      if (log.address().equals(BridgeContracts.MESSAGE_PASSER)
          && log.topics().size() == 4
          && log.topics().get(0).equals(MESSAGE_PASSED)) {
        AbiReader data = AbiReader.of(log.data());
        return new L2Withdrawal(
            log.topics().get(1).toUInt256(),
            Address.fromWord(log.topics().get(2).toUInt256()),
            Address.fromWord(log.topics().get(3).toUInt256()),
            data.word(0),
            data.word(1),
            data.bytes(2));
      }
    }
    throw new BridgeFailed("the transaction initiated no withdrawal");
  }

  /** The withdrawal hash, as L2ToL1MessagePasser stores it. */
  public Hash hash() {
    return Keccak256.hash(
        AbiEncoder.encode(
            AbiValue.of(nonce),
            AbiValue.of(sender),
            AbiValue.of(target),
            AbiValue.of(value),
            AbiValue.of(gasLimit),
            AbiValue.of(data)));
  }

  /** The storage slot of {@code sentMessages[hash]} in L2ToL1MessagePasser: a mapping at slot 0. */
  Hash storageSlot() {
    return Keccak256.hash(AbiEncoder.encode(AbiValue.of(hash()), AbiValue.of(0)));
  }

  /** As an ABI tuple. */
  AbiValue toAbi() {
    return AbiValue.tuple(
        AbiValue.of(nonce),
        AbiValue.of(sender),
        AbiValue.of(target),
        AbiValue.of(value),
        AbiValue.of(gasLimit),
        AbiValue.of(data));
  }
}
