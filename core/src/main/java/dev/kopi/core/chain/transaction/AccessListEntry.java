package dev.kopi.core.chain.transaction;

import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Hash;
import java.util.List;

/**
 * An account and some of its storage slots, announced before execution.
 *
 * @param address the account
 * @param storageKeys its slots
 * @see <a href="https://eips.ethereum.org/EIPS/eip-2930">EIP-2930</a>
 */
public record AccessListEntry(Address address, List<Hash> storageKeys) {
  /** Copies the keys. */
  public AccessListEntry {
    storageKeys = List.copyOf(storageKeys);
  }
}
