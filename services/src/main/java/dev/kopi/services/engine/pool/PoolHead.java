package dev.kopi.services.engine.pool;

import dev.kopi.core.chain.block.Header;
import dev.kopi.core.chain.spec.ChainSpec;
import dev.kopi.core.chain.spec.Rules;
import dev.kopi.core.execution.fee.BaseFee;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.core.state.Account;
import dev.kopi.core.state.StateView;
import dev.kopi.core.store.ChainStore;

/**
 * The block whose state the pool's content is checked against.
 *
 * @param hash its hash
 * @param header its header
 * @param next the rules of the block after it
 * @param baseFee the base fee of the block after it, in wei; zero before London
 * @param state the state after it
 */
record PoolHead(Hash hash, Header header, Rules next, UInt256 baseFee, StateView state) {
  /** The block with this hash. */
  static PoolHead of(ChainSpec spec, ChainStore store, Hash hash) {
    Header header = store.header(hash);
    if (header == null) {
      throw new IllegalStateException("block " + hash + " is not in the store");
    }
    long nextSeconds = header.timestampSeconds() + 1;
    UInt256 baseFee =
        header.baseFeePerGas() == null ? UInt256.ZERO : BaseFee.next(spec, header, nextSeconds);
    return new PoolHead(
        hash,
        header,
        spec.rules(header.number() + 1, nextSeconds, true),
        baseFee,
        store.state(hash));
  }

  /** An account after this block; empty when there is none. */
  Account account(Address address) {
    Account account = state.account(address);
    return account == null ? Account.EMPTY : account;
  }
}
