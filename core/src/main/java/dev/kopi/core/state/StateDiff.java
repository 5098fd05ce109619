package dev.kopi.core.state;

import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The changes that execution made to the world state. Iteration is ordered by address and slot,
 * hence deterministic.
 *
 * @param accounts the changed accounts
 * @param codes code that is new, by its hash
 */
public record StateDiff(Map<Address, AccountChange> accounts, Map<Hash, Bytes> codes) {
  /** No change. */
  public static final StateDiff NONE = new StateDiff(Map.of(), Map.of());

  /** Copies and sorts the maps. */
  public StateDiff {
    accounts = Collections.unmodifiableMap(new TreeMap<>(accounts));
    codes = Collections.unmodifiableMap(new TreeMap<>(codes));
  }

  /**
   * The new content of one account.
   *
   * @param after nonce, balance and code hash afterwards; null when the account is gone, and its
   *     storage with it
   * @param storageCleared whether all slots from before are gone; {@code storage} then holds all
   *     that there is
   * @param storage the slots that changed, with their new values; zero clears a slot
   */
  public record AccountChange(
      @Nullable Content after, boolean storageCleared, Map<UInt256, UInt256> storage) {
    /** Copies and sorts the slots. */
    public AccountChange {
      storage = Collections.unmodifiableMap(new TreeMap<>(storage));
    }
  }

  /**
   * An account without its storage.
   *
   * @param nonce read as unsigned
   * @param balance in wei
   * @param codeHash the hash of its code
   */
  public record Content(long nonce, UInt256 balance, Hash codeHash) {}
}
