package dev.kopi.core.state;

import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.core.state.StateDiff.AccountChange;
import dev.kopi.core.state.StateDiff.Content;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Gathers what changed in accounts since the block began. */
final class Differences {
  private final Map<Address, AccountChange> changes = new HashMap<>();
  private final Map<Hash, Bytes> codes = new HashMap<>();

  private Differences() {}

  static StateDiff of(@Nullable JournaledAccount[] accounts) {
    Differences differences = new Differences();
    for (JournaledAccount account : accounts) {
      if (account != null && account.loaded) {
        differences.add(account);
      }
    }
    return new StateDiff(differences.changes, differences.codes);
  }

  private void add(JournaledAccount account) {
    Account before = account.before;
    if (!account.exists) {
      if (before != null) {
        changes.put(account.address(), new AccountChange(null, true, Map.of()));
      }
      return;
    }
    Map<UInt256, UInt256> storage = changedSlots(account);
    boolean cleared = account.storageCleared && before != null;
    if (before == null || cleared || !storage.isEmpty() || contentChanged(account, before)) {
      Content after = new Content(account.nonce, account.balance, account.codeHash);
      changes.put(account.address(), new AccountChange(after, cleared, storage));
      Bytes code = account.code;
      boolean codeChanged = before == null || !before.codeHash().equals(account.codeHash);
      if (codeChanged && code != null && !code.isEmpty()) {
        codes.put(account.codeHash, code);
      }
    }
  }

  private static boolean contentChanged(JournaledAccount account, Account before) {
    return account.nonce != before.nonce()
        || !account.balance.equals(before.balance())
        || !account.codeHash.equals(before.codeHash());
  }

  private static Map<UInt256, UInt256> changedSlots(JournaledAccount account) {
    SlotTable table = account.slots;
    if (table == null) {
      return Map.of();
    }
    Map<UInt256, UInt256> changed = new HashMap<>();
    for (StorageSlot slot : table.entries()) {
      if (slot != null && slot.loaded && slot.changedInBlock()) {
        changed.put(
            UInt256.ofWords(slot.k0, slot.k1, slot.k2, slot.k3),
            UInt256.ofWords(slot.v0, slot.v1, slot.v2, slot.v3));
      }
    }
    return changed;
  }
}
