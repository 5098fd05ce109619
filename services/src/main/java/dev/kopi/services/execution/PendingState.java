package dev.kopi.services.execution;

import dev.kopi.core.crypto.hash.Keccak256;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.core.state.Account;
import dev.kopi.core.state.StateDiff;
import dev.kopi.core.state.StateView;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The state after executed blocks whose roots are not computed yet. A changed account has its
 * previous storage root; where execution depends on the root, the read waits for the new one (see
 * {@link #account}).
 */
final class PendingState implements StateView {
  /**
   * The changes of one block; {@code settled} waits until the block is stored and returns its
   * state.
   */
  record Change(
      Map<Address, StateDiff.AccountChange> accounts,
      Map<Hash, Bytes> codes,
      Supplier<StateView> settled) {
    static Change of(StateDiff diff, Supplier<StateView> settled) {
      return new Change(new HashMap<>(diff.accounts()), diff.codes(), settled);
    }
  }

  private final StateView below;
  private final List<Change> changes;

  /**
   * A state on top of another one.
   *
   * @param below the state before the first of the blocks
   * @param changes the changes of the blocks, the newest last
   */
  PendingState(StateView below, List<Change> changes) {
    this.below = below;
    this.changes = List.copyOf(changes);
  }

  @Override
  public @Nullable Account account(Address address) {
    return account(address, changes.size() - 1);
  }

  /**
   * Execution reads a storage root only to check whether an account without nonce and code has
   * storage (EIP-7610). Such an account is rarely changed, so waiting for its root is acceptable.
   */
  private @Nullable Account account(Address address, int newest) {
    for (int i = newest; i >= 0; i--) {
      StateDiff.AccountChange change = changes.get(i).accounts().get(address);
      if (change == null) {
        continue;
      }
      StateDiff.Content after = change.after();
      if (after == null) {
        return null;
      }
      boolean plain = after.nonce() == 0 && after.codeHash().equals(Keccak256.EMPTY);
      if (plain && !change.storage().isEmpty()) {
        return changes.get(i).settled().get().account(address);
      }
      Account before = plain && !change.storageCleared() ? account(address, i - 1) : null;
      Hash root = before == null ? Keccak256.EMPTY_TRIE : before.storageRoot();
      return new Account(after.nonce(), after.balance(), root, after.codeHash());
    }
    return below.account(address);
  }

  @Override
  public UInt256 storage(Address address, UInt256 slot) {
    for (int i = changes.size() - 1; i >= 0; i--) {
      StateDiff.AccountChange change = changes.get(i).accounts().get(address);
      if (change != null) {
        UInt256 value = change.storage().get(slot);
        if (value != null) {
          return value;
        }
        if (change.after() == null || change.storageCleared()) {
          return UInt256.ZERO;
        }
      }
    }
    return below.storage(address, slot);
  }

  @Override
  public Bytes code(Hash codeHash) {
    for (Change change : changes) {
      Bytes code = change.codes().get(codeHash);
      if (code != null) {
        return code;
      }
    }
    return below.code(codeHash);
  }
}
