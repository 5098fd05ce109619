package dev.kopi.core.state;

import dev.kopi.core.chain.receipt.Log;
import dev.kopi.core.crypto.hash.Keccak256;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import java.util.ArrayList;
import java.util.List;

/**
 * The world state while a block executes: a {@link StateView} from before the block, and the
 * changes since. Changes belong to a transaction and can be reverted to a {@linkplain #checkpoint()
 * checkpoint} until {@link #endTransaction} commits them. Block-level changes (withdrawals,
 * rewards) form their own transaction. Not thread-safe.
 *
 * <p>The underlying state is read lazily, to keep witnesses small: an account or slot that is only
 * warmed is not read.
 */
public final class WorldState {
  private final StateView base;
  private final long seed;
  private final AccountTable accounts;
  private final ArrayList<Log> logs = new ArrayList<>();
  private final Journal journal = new Journal(logs);
  private final ArrayList<JournaledAccount> touched = new ArrayList<>();

  /** Counts transactions; marks with an older number have expired. */
  private int transaction = 1;

  /** Over the underlying state. */
  public WorldState(StateView base) {
    this(base, 0x9e3779b97f4a7c15L);
  }

  /**
   * Over the underlying state.
   *
   * @param seed any number that users cannot know beforehand: it keeps them from choosing slots
   *     that collide in a table. It has no influence on results.
   */
  public WorldState(StateView base, long seed) {
    this.base = base;
    this.seed = seed;
    this.accounts = new AccountTable(seed);
  }

  /** The account with this address, whether it exists or not. Reads nothing. */
  public JournaledAccount account(Address address) {
    JournaledAccount known = accounts.get(address.high(), address.middle(), address.low());
    return known != null ? known : add(address);
  }

  /** The account whose address is in the low 20 bytes of a word, given as the word's last three. */
  public JournaledAccount account(long w1, long w2, long w3) {
    JournaledAccount known = accounts.get((int) w1, w2, w3);
    return known != null ? known : add(Address.ofWords((int) w1, w2, w3));
  }

  private JournaledAccount add(Address address) {
    JournaledAccount account = new JournaledAccount(address);
    accounts.add(account);
    return account;
  }

  private JournaledAccount loaded(JournaledAccount account) {
    if (!account.loaded) {
      account.load(base.account(account.address()));
    }
    return account;
  }

  // Reading.

  /** Whether the account exists, even if empty. */
  public boolean exists(JournaledAccount account) {
    return loaded(account).exists;
  }

  /** Whether nonce, balance and code are empty (EIP-161). */
  public boolean isEmpty(JournaledAccount account) {
    return loaded(account).isEmpty();
  }

  /** The balance in wei. */
  public UInt256 balance(JournaledAccount account) {
    return loaded(account).balance;
  }

  /** The nonce, read as unsigned. */
  public long nonce(JournaledAccount account) {
    return loaded(account).nonce;
  }

  /** The hash of the code; that of no bytes when the account has none or does not exist. */
  public Hash codeHash(JournaledAccount account) {
    return loaded(account).codeHash;
  }

  /** The code. */
  public Bytes code(JournaledAccount account) {
    Bytes known = loaded(account).code;
    if (known == null) {
      known = base.code(account.codeHash);
      account.code = known;
    }
    return known;
  }

  /** Whether the address cannot take a new contract (EIP-684, EIP-7610). */
  public boolean isTaken(JournaledAccount account) {
    loaded(account);
    Account before = account.before;
    return account.nonce != 0
        || !account.codeHash.equals(Keccak256.EMPTY)
        || (before != null
            && !account.storageCleared
            && !before.storageRoot().equals(Keccak256.EMPTY_TRIE));
  }

  /** Whether the running transaction created the contract (EIP-6780). */
  public boolean isCreatedInTransaction(JournaledAccount account) {
    return account.createdIn == transaction;
  }

  /** The value of a slot now. */
  public UInt256 storage(Address address, UInt256 key) {
    StorageSlot slot = slot(account(address), key.word(0), key.word(1), key.word(2), key.word(3));
    read(slot);
    return UInt256.ofWords(slot.v0, slot.v1, slot.v2, slot.v3);
  }

  // Changing.

  /** Marks the account as part of the state; an empty one goes at the end of the transaction. */
  public void touch(JournaledAccount account) {
    loaded(account);
    if (account.touchedIn != transaction || !account.exists) {
      journal.touched(account);
      account.touchedIn = transaction;
      account.exists = true;
      touched.add(account);
    }
  }

  /** Sets the balance, in wei. */
  public void setBalance(JournaledAccount account, UInt256 balance) {
    touch(account);
    journal.balance(account);
    account.balance = balance;
  }

  /** Adds wei to the balance; even zero wei touch the account. */
  public void addBalance(JournaledAccount account, UInt256 wei) {
    touch(account);
    if (!wei.isZero()) {
      journal.balance(account);
      account.balance = account.balance.add(wei);
    }
  }

  /** Takes wei from the balance, which must cover them. */
  public void subtractBalance(JournaledAccount account, UInt256 wei) {
    touch(account);
    if (!wei.isZero()) {
      if (account.balance.compareTo(wei) < 0) {
        throw new IllegalStateException("balance of " + account.address() + " is below " + wei);
      }
      journal.balance(account);
      account.balance = account.balance.subtract(wei);
    }
  }

  /** Sets the nonce, read as unsigned. */
  public void setNonce(JournaledAccount account, long nonce) {
    touch(account);
    journal.nonce(account);
    account.nonce = nonce;
  }

  /** Sets the code. */
  public void setCode(JournaledAccount account, Bytes code) {
    touch(account);
    journal.code(account);
    account.code = code;
    account.codeHash = code.isEmpty() ? Keccak256.EMPTY : Keccak256.hash(code);
  }

  /** Marks the account as created by the running transaction. */
  public void markCreated(JournaledAccount account) {
    touch(account);
    journal.created(account);
    account.createdIn = transaction;
  }

  /** Whether the account is removed at the end of the transaction. */
  public boolean isDestroyed(JournaledAccount account) {
    return account.destroyedIn == transaction;
  }

  /**
   * Marks the account to be removed, with its storage, at the end of the transaction.
   *
   * @return whether it was not marked before
   */
  public boolean destroy(JournaledAccount account) {
    touch(account);
    if (account.destroyedIn == transaction) {
      return false;
    }
    journal.destroyed(account);
    account.destroyedIn = transaction;
    return true;
  }

  /** Adds a log to the transaction's. */
  public void log(Log log) {
    journal.log();
    logs.add(log);
  }

  /** Sets a slot. */
  public void setStorage(Address address, UInt256 key, UInt256 value) {
    StorageSlot slot = slot(account(address), key.word(0), key.word(1), key.word(2), key.word(3));
    read(slot);
    write(slot, value.word(0), value.word(1), value.word(2), value.word(3));
  }

  /** Removes all slots of an account. For changes between transactions: it cannot be reverted. */
  public void clearStorage(JournaledAccount account) {
    touch(account);
    account.storageCleared = true;
    account.slots = null;
  }

  // Slots.

  /** A slot of an account; read it before its value is used. */
  public StorageSlot slot(JournaledAccount account, long k0, long k1, long k2, long k3) {
    SlotTable table = account.slots;
    if (table == null) {
      table = new SlotTable(seed);
      account.slots = table;
    }
    StorageSlot slot = table.get(k0, k1, k2, k3);
    if (slot == null) {
      slot = new StorageSlot(account, k0, k1, k2, k3);
      table.add(slot);
    }
    return slot;
  }

  /** Loads the value of the slot. */
  public void read(StorageSlot slot) {
    if (!slot.loaded) {
      load(slot);
    }
    slot.enter(transaction);
  }

  private void load(StorageSlot slot) {
    JournaledAccount account = loaded(slot.account);
    if (account.before == null || account.storageCleared) {
      slot.load(UInt256.ZERO);
    } else {
      UInt256 key = UInt256.ofWords(slot.k0, slot.k1, slot.k2, slot.k3);
      slot.load(base.storage(account.address(), key));
    }
  }

  /** Sets the value of a slot that was {@linkplain #read read}. */
  public void write(StorageSlot slot, long w0, long w1, long w2, long w3) {
    if (!slot.is(w0, w1, w2, w3)) {
      touch(slot.account);
      journal.value(slot);
      slot.set(w0, w1, w2, w3);
    }
  }

  /** A slot of an account's transient storage (EIP-1153), read. */
  public StorageSlot transientSlot(JournaledAccount account, long k0, long k1, long k2, long k3) {
    SlotTable table = account.transientSlots;
    if (table == null) {
      table = new SlotTable(seed);
      account.transientSlots = table;
    }
    StorageSlot slot = table.get(k0, k1, k2, k3);
    if (slot == null) {
      slot = new StorageSlot(account, k0, k1, k2, k3);
      slot.load(UInt256.ZERO);
      table.add(slot);
    }
    slot.enterTransient(transaction);
    return slot;
  }

  /** Sets the value of a slot of transient storage. */
  public void writeTransient(StorageSlot slot, long w0, long w1, long w2, long w3) {
    journal.value(slot);
    slot.set(w0, w1, w2, w3);
  }

  // Warmth (EIP-2929).

  /**
   * Makes the account warm until the end of the transaction.
   *
   * @return whether it was cold
   */
  public boolean warm(JournaledAccount account) {
    if (account.warmIn == transaction) {
      return false;
    }
    journal.warm(account);
    account.warmIn = transaction;
    return true;
  }

  /** As {@link #warm(JournaledAccount)}, for a slot. */
  public boolean warm(StorageSlot slot) {
    if (slot.warmIn == transaction) {
      return false;
    }
    journal.warm(slot);
    slot.warmIn = transaction;
    return true;
  }

  // Transactions.

  /** A checkpoint for {@link #revertTo}, within the same transaction. */
  public int checkpoint() {
    return journal.size();
  }

  /** Reverts all changes since a checkpoint. */
  public void revertTo(int checkpoint) {
    journal.revertTo(checkpoint);
  }

  /** The logs of the running transaction so far. */
  public List<Log> logs() {
    return List.copyOf(logs);
  }

  /**
   * Ends the transaction: removes destroyed accounts and commits its changes. The next one starts.
   *
   * @param removeEmpty whether touched accounts that are empty go as well (EIP-161)
   */
  public void endTransaction(boolean removeEmpty) {
    for (JournaledAccount account : touched) {
      if (account.touchedIn == transaction && account.exists) {
        if (account.destroyedIn == transaction || (removeEmpty && account.isEmpty())) {
          account.erase();
        }
      }
    }
    touched.clear();
    logs.clear();
    journal.clear();
    transaction++;
  }

  /** Reverts the whole transaction. The next one starts. */
  public void dropTransaction() {
    journal.revertTo(0);
    touched.clear();
    journal.clear();
    transaction++;
  }

  /** All changes since the block began, by transactions that ended. */
  public StateDiff diff() {
    return Differences.of(accounts.entries());
  }
}
