package dev.kopi.core.chain;

import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import java.util.List;

/**
 * What a contract announced.
 *
 * @param address the contract
 * @param topics up to four
 * @param data the rest
 */
public record Log(Address address, List<Hash> topics, Bytes data) {
  /** Copies the topics. */
  public Log {
    topics = List.copyOf(topics);
  }
}
