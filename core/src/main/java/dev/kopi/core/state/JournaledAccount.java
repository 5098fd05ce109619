package dev.kopi.core.state;

import dev.kopi.core.crypto.hash.Keccak256;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import org.jspecify.annotations.Nullable;

/**
 * One account of a {@link WorldState}: a handle that stays valid while the world state lives. All
 * changes go through the world state, which journals them.
 */
public final class JournaledAccount {
  private final Address address;

  /** The account before the block; null when it did not exist. Undefined until loaded. */
  @Nullable Account before;

  /** Whether the account was read from the underlying state. Warming alone does not read it. */
  boolean loaded;

  boolean exists;
  long nonce;
  UInt256 balance = UInt256.ZERO;
  Hash codeHash = Keccak256.EMPTY;

  /** The code of {@link #codeHash}; null until it is asked for. */
  @Nullable Bytes code = Bytes.EMPTY;

  /** Whether the slots that the block found are gone. */
  boolean storageCleared;

  // The transactions in which each of these holds.
  int warmIn;
  int touchedIn;
  int createdIn;
  int destroyedIn;

  @Nullable SlotTable slots;
  @Nullable SlotTable transientSlots;

  JournaledAccount(Address address) {
    this.address = address;
  }

  /** The account's address. */
  public Address address() {
    return address;
  }

  boolean hasAddress(int high, long middle, long low) {
    return address.low() == low && address.middle() == middle && address.high() == high;
  }

  void load(@Nullable Account found) {
    loaded = true;
    before = found;
    exists = found != null;
    if (found != null) {
      nonce = found.nonce();
      balance = found.balance();
      codeHash = found.codeHash();
      code = codeHash.equals(Keccak256.EMPTY) ? Bytes.EMPTY : null;
    }
  }

  boolean isEmpty() {
    return nonce == 0 && balance.isZero() && codeHash.equals(Keccak256.EMPTY);
  }

  /** Removes the account and its storage. */
  void erase() {
    exists = false;
    nonce = 0;
    balance = UInt256.ZERO;
    codeHash = Keccak256.EMPTY;
    code = Bytes.EMPTY;
    storageCleared = true;
    slots = null;
  }
}
