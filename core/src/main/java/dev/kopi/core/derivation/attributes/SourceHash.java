package dev.kopi.core.derivation.attributes;

import dev.kopi.core.abi.AbiEncoder;
import dev.kopi.core.crypto.hash.Keccak256;
import dev.kopi.core.platform.BigEndian;
import dev.kopi.core.primitives.Hash;

/**
 * What makes the hash of a deposit unique. "The sourceHash … is computed based on the origin":
 * {@code keccak256(bytes32(uint256(domain)), keccak256(…))}.
 *
 * @see <a href="https://specs.optimism.io/protocol/deposits.html#source-hash-computation">Source
 *     hash computation</a>
 */
public final class SourceHash {
  private static final long USER_DEPOSIT = 0;
  private static final long L1_ATTRIBUTES = 1;
  private static final long UPGRADE = 2;

  private SourceHash() {}

  /**
   * Of a user's deposit.
   *
   * @param logIndex the place of its log among all logs of the L1 block
   */
  public static Hash userDeposit(Hash l1BlockHash, long logIndex) {
    return of(USER_DEPOSIT, pair(l1BlockHash, logIndex));
  }

  /**
   * Of the L1 attributes deposit.
   *
   * @param sequenceNumber the place of the L2 block within its epoch
   */
  public static Hash l1Attributes(Hash l1BlockHash, long sequenceNumber) {
    return of(L1_ATTRIBUTES, pair(l1BlockHash, sequenceNumber));
  }

  /** Of an upgrade transaction, by its intent. */
  public static Hash upgrade(String intent) {
    return of(UPGRADE, AbiEncoder.topic(intent));
  }

  private static Hash pair(Hash first, long second) {
    byte[] input = new byte[64];
    first.writeTo(input, 0);
    BigEndian.putLong(input, 56, second);
    return Keccak256.hash(input);
  }

  private static Hash of(long domain, Hash id) {
    byte[] input = new byte[64];
    BigEndian.putLong(input, 24, domain);
    id.writeTo(input, 32);
    return Keccak256.hash(input);
  }
}
