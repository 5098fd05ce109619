package dev.kopi.core.state;

import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The changes of one transaction as entries that can be reverted, newest first. An entry is a kind,
 * the changed object, and its old value: as an object, or as longs on a separate stack.
 */
final class Journal {
  /**
   * The account that stays touched although its call failed: mainnet depends on it (EIP-161, note
   * on block 2,675,119).
   */
  private static final Address RIPEMD160 = Address.ofWords(0, 0, 3);

  private static final byte BALANCE = 0;
  private static final byte NONCE = 1;
  private static final byte CODE = 2;
  private static final byte STORAGE = 3;
  private static final byte WARM_ACCOUNT = 4;
  private static final byte WARM_SLOT = 5;
  private static final byte TOUCHED = 6;
  private static final byte CREATED = 7;
  private static final byte DESTROYED = 8;
  private static final byte LOG = 9;

  /** The code of an account as it was. */
  private record OldCode(Hash hash, @Nullable Bytes code) {}

  private final List<?> logs;
  private byte[] kinds = new byte[128];
  private Object[] targets = new Object[128];
  private @Nullable Object[] olds = new Object[128];
  private int size;
  private long[] longs = new long[256];
  private int longCount;

  Journal(List<?> logs) {
    this.logs = logs;
  }

  int size() {
    return size;
  }

  void clear() {
    Arrays.fill(targets, 0, size, null);
    Arrays.fill(olds, 0, size, null);
    size = 0;
    longCount = 0;
  }

  void balance(JournaledAccount account) {
    add(BALANCE, account, account.balance);
  }

  void nonce(JournaledAccount account) {
    add(NONCE, account, null);
    push(account.nonce);
  }

  void code(JournaledAccount account) {
    add(CODE, account, new OldCode(account.codeHash, account.code));
  }

  void value(StorageSlot slot) {
    add(STORAGE, slot, null);
    if (longCount + 4 > longs.length) {
      longs = Arrays.copyOf(longs, 2 * longs.length);
    }
    slot.copyTo(longs, longCount);
    longCount += 4;
  }

  void warm(JournaledAccount account) {
    add(WARM_ACCOUNT, account, null);
  }

  void warm(StorageSlot slot) {
    add(WARM_SLOT, slot, null);
  }

  void touched(JournaledAccount account) {
    add(TOUCHED, account, null);
    push(((long) account.touchedIn << 1) | (account.exists ? 1 : 0));
  }

  void created(JournaledAccount account) {
    add(CREATED, account, null);
    push(account.createdIn);
  }

  void destroyed(JournaledAccount account) {
    add(DESTROYED, account, null);
    push(account.destroyedIn);
  }

  void log() {
    add(LOG, logs, null);
  }

  private void add(byte kind, Object target, @Nullable Object old) {
    if (size == kinds.length) {
      kinds = Arrays.copyOf(kinds, 2 * size);
      targets = Arrays.copyOf(targets, 2 * size);
      olds = Arrays.copyOf(olds, 2 * size);
    }
    kinds[size] = kind;
    targets[size] = target;
    olds[size] = old;
    size++;
  }

  private void push(long value) {
    if (longCount == longs.length) {
      longs = Arrays.copyOf(longs, 2 * longCount);
    }
    longs[longCount++] = value;
  }

  /** Reverts all entries after the first {@code target}. */
  void revertTo(int target) {
    while (size > target) {
      size--;
      revert(kinds[size], targets[size], olds[size]);
    }
  }

  private void revert(byte kind, Object target, @Nullable Object old) {
    if (kind == STORAGE) {
      StorageSlot slot = (StorageSlot) target;
      longCount -= 4;
      slot.v0 = longs[longCount];
      slot.v1 = longs[longCount + 1];
      slot.v2 = longs[longCount + 2];
      slot.v3 = longs[longCount + 3];
    } else if (kind == WARM_SLOT) {
      ((StorageSlot) target).warmIn = 0;
    } else if (kind == LOG) {
      logs.removeLast();
    } else {
      revert(kind, (JournaledAccount) target, old);
    }
  }

  private void revert(byte kind, JournaledAccount account, @Nullable Object old) {
    switch (kind) {
      case BALANCE -> account.balance = old instanceof UInt256 value ? value : account.balance;
      case NONCE -> account.nonce = longs[--longCount];
      case CODE -> {
        if (old instanceof OldCode was) {
          account.codeHash = was.hash();
          account.code = was.code();
        }
      }
      case WARM_ACCOUNT -> account.warmIn = 0;
      case TOUCHED -> {
        long was = longs[--longCount];
        account.exists = (was & 1) != 0;
        if (!account.address().equals(RIPEMD160)) {
          account.touchedIn = (int) (was >>> 1);
        }
      }
      case CREATED -> account.createdIn = (int) longs[--longCount];
      case DESTROYED -> account.destroyedIn = (int) longs[--longCount];
      default -> throw new IllegalStateException("journal entry of unknown kind " + kind);
    }
  }
}
