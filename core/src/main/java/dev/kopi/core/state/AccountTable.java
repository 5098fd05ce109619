package dev.kopi.core.state;

import dev.kopi.core.primitives.Address;
import org.jspecify.annotations.Nullable;

/** Accounts by address: open addressing, linear probing. */
final class AccountTable {
  private final long seed;
  private @Nullable JournaledAccount[] accounts = new JournaledAccount[64];
  private int size;

  AccountTable(long seed) {
    this.seed = seed;
  }

  @Nullable JournaledAccount get(int high, long middle, long low) {
    int mask = accounts.length - 1;
    int at = Mix.hash(seed, 0, high, middle, low) & mask;
    for (; ; ) {
      JournaledAccount account = accounts[at];
      if (account == null || account.hasAddress(high, middle, low)) {
        return account;
      }
      at = (at + 1) & mask;
    }
  }

  /** Adds an account whose address is not there. */
  void add(JournaledAccount account) {
    if (2 * (size + 1) > accounts.length) {
      @Nullable JournaledAccount[] old = accounts;
      accounts = new JournaledAccount[2 * old.length];
      for (JournaledAccount moved : old) {
        if (moved != null) {
          place(moved);
        }
      }
    }
    place(account);
    size++;
  }

  private void place(JournaledAccount account) {
    Address address = account.address();
    int mask = accounts.length - 1;
    int at = Mix.hash(seed, 0, address.high(), address.middle(), address.low()) & mask;
    while (accounts[at] != null) {
      at = (at + 1) & mask;
    }
    accounts[at] = account;
  }

  /** The table itself, with gaps. */
  @Nullable JournaledAccount[] entries() {
    return accounts;
  }
}
