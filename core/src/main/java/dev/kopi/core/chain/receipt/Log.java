package dev.kopi.core.chain.receipt;

import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import java.util.List;

/**
 * A log emitted by a contract.
 *
 * @param address the contract
 * @param topics up to four
 * @param data the data
 */
public record Log(Address address, List<Hash> topics, Bytes data) {
  /** Copies the topics. */
  public Log {
    topics = List.copyOf(topics);
  }
}
