package dev.kopi.services.engine.payload;

import dev.kopi.core.crypto.hash.Keccak256;
import dev.kopi.core.pool.condition.TransactionCondition;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.state.Account;
import dev.kopi.core.state.StateView;
import dev.kopi.core.state.WorldState;

/**
 * The storage in the middle of a block, for conditions: slots as the transactions before left them,
 * storage roots as of the block's parent, as in op-geth.
 */
record BuildingStorage(StateView parent, WorldState world) implements TransactionCondition.Storage {
  @Override
  public Hash root(Address address) {
    Account account = parent.account(address);
    return account == null ? Keccak256.EMPTY_TRIE : account.storageRoot();
  }

  @Override
  public Hash value(Address address, Hash slot) {
    return world.storage(address, slot.toUInt256()).toHash();
  }
}
