package dev.kopi.tests.simulation.random;

import dev.kopi.adapters.ethclient.CallMessage;
import dev.kopi.adapters.ethclient.MinedTransaction;
import dev.kopi.adapters.rpc.RpcTransportException;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.core.txmgr.FeeMarket;
import dev.kopi.services.txmgr.TxBackend;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** L1 as a transaction manager reaches it. */
final class L1Account implements TxBackend {
  private final SimulatedL1 l1;
  private final Link link;

  L1Account(SimulatedL1 l1, Link link) {
    this.l1 = l1;
    this.link = link;
  }

  <T> T call(Supplier<T> what) {
    return link.call(what, () -> new RpcTransportException("L1 does not answer"));
  }

  @Override
  public FeeMarket market() {
    return call(() -> new FeeMarket(UInt256.of(1_000_000), UInt256.of(7), UInt256.ONE));
  }

  @Override
  public long estimateGas(CallMessage message) {
    return call(() -> 100_000L);
  }

  @Override
  public long nonce(Address account) {
    return call(() -> l1.nonce(account));
  }

  @Override
  public long pendingNonce(Address account) {
    return call(() -> l1.pendingNonce(account));
  }

  @Override
  public long blockNumber() {
    return call(() -> l1.head().number());
  }

  @Override
  public @Nullable MinedTransaction mined(Hash transaction) {
    return call(() -> Optional.ofNullable(l1.mined(transaction))).orElse(null);
  }

  @Override
  public void send(Bytes encoded) {
    call(() -> {
      l1.send(encoded);
      return true;
    });
  }
}
