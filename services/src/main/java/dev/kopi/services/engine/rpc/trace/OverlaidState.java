package dev.kopi.services.engine.rpc.trace;

import dev.kopi.core.crypto.hash.Keccak256;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.core.state.Account;
import dev.kopi.core.state.StateDiff;
import dev.kopi.core.state.StateView;
import org.jspecify.annotations.Nullable;

/** A state with a diff on top. Storage roots are not updated. */
public final class OverlaidState implements StateView {
  private final StateView base;
  private final StateDiff diff;

  /** The state {@code base} after {@code diff}. */
  public OverlaidState(StateView base, StateDiff diff) {
    this.base = base;
    this.diff = diff;
  }

  @Override
  public @Nullable Account account(Address address) {
    StateDiff.AccountChange change = diff.accounts().get(address);
    if (change == null) {
      return base.account(address);
    }
    StateDiff.Content after = change.after();
    return after == null
        ? null
        : new Account(after.nonce(), after.balance(), Keccak256.EMPTY_TRIE, after.codeHash());
  }

  @Override
  public UInt256 storage(Address address, UInt256 slot) {
    StateDiff.AccountChange change = diff.accounts().get(address);
    if (change == null) {
      return base.storage(address, slot);
    }
    UInt256 changed = change.storage().get(slot);
    if (changed != null) {
      return changed;
    }
    return change.after() == null || change.storageCleared()
        ? UInt256.ZERO
        : base.storage(address, slot);
  }

  @Override
  public Bytes code(Hash codeHash) {
    Bytes changed = diff.codes().get(codeHash);
    return changed != null ? changed : base.code(codeHash);
  }
}
