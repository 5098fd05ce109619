package dev.kopi.services.engine.pool;

import dev.kopi.core.chain.block.Block;
import dev.kopi.core.chain.spec.ChainSpec;
import dev.kopi.core.chain.transaction.TransactionEnvelope;
import dev.kopi.core.chain.transaction.TransactionType;
import dev.kopi.core.pool.PoolTransaction;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.store.ChainStore;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** Reads from the chain what a new head means for the pool. */
final class HeadChanges {
  private final ChainSpec spec;
  private final ChainStore store;
  private final PoolValidator validator;
  private final SidecarCache sidecars;

  HeadChanges(ChainSpec spec, ChainStore store, PoolValidator validator, SidecarCache sidecars) {
    this.spec = spec;
    this.store = store;
    this.validator = validator;
    this.sidecars = sidecars;
  }

  /**
   * What a new head means.
   *
   * @param head the new head
   * @param touched whether an account may have changed
   * @param reinjected valid transactions of blocks that are no longer canonical, the oldest first
   */
  record Change(PoolHead head, Predicate<Address> touched, List<PoolTransaction> reinjected) {}

  /** Reads the change from one head to another. */
  Change read(PoolHead from, Hash to) {
    PoolHead head = PoolHead.of(spec, store, to);
    ChainPath path = ChainPath.between(store, from, head);
    if (path == null) {
      return new Change(head, any -> true, List.of());
    }
    return new Change(head, touched(path), reinjected(path, head));
  }

  /** Accounts that a block on the path changed; all of them when that is not known. */
  private Predicate<Address> touched(ChainPath path) {
    Set<Address> changed = new HashSet<>();
    for (List<Hash> part : List.of(path.removed(), path.added())) {
      for (Hash block : part) {
        Set<Address> some = store.changedAccounts(block);
        if (some == null) {
          return any -> true;
        }
        changed.addAll(some);
      }
    }
    return changed::contains;
  }

  private List<PoolTransaction> reinjected(ChainPath path, PoolHead head) {
    if (path.removed().isEmpty()) {
      return List.of();
    }
    Set<Hash> included = new HashSet<>();
    transactions(path.added()).forEach(one -> included.add(one.hash()));
    List<PoolTransaction> out = new ArrayList<>();
    for (TransactionEnvelope one : transactions(path.removed())) {
      TransactionType type = one.transaction().type();
      boolean complete =
          type != TransactionType.DEPOSIT
              && (type != TransactionType.BLOB || sidecars.has(one.hash()));
      if (complete
          && !included.contains(one.hash())
          && validator.validate(one, head) instanceof PoolValidator.Validation.Valid valid) {
        out.add(valid.transaction());
      }
    }
    return out;
  }

  private List<TransactionEnvelope> transactions(List<Hash> blocks) {
    List<TransactionEnvelope> out = new ArrayList<>();
    for (Hash hash : blocks) {
      Block block = store.block(hash);
      if (block != null) {
        out.addAll(block.transactions());
      }
    }
    return out;
  }
}
