package dev.kopi.services.txmgr;

import dev.kopi.adapters.ethclient.CallMessage;
import dev.kopi.adapters.ethclient.MinedTransaction;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.txmgr.FeeMarket;
import org.jspecify.annotations.Nullable;

/** Lets many threads call a backend, one at a time. */
class ForwardingBackend implements TxBackend {
  private final TxBackend backend;

  ForwardingBackend(TxBackend backend) {
    this.backend = backend;
  }

  @Override
  public FeeMarket market() {
    synchronized (backend) {
      return backend.market();
    }
  }

  @Override
  public long estimateGas(CallMessage message) {
    synchronized (backend) {
      return backend.estimateGas(message);
    }
  }

  @Override
  public long nonce(Address account) {
    synchronized (backend) {
      return backend.nonce(account);
    }
  }

  @Override
  public long pendingNonce(Address account) {
    synchronized (backend) {
      return backend.pendingNonce(account);
    }
  }

  @Override
  public long blockNumber() {
    synchronized (backend) {
      return backend.blockNumber();
    }
  }

  @Override
  public @Nullable MinedTransaction mined(Hash transaction) {
    synchronized (backend) {
      return backend.mined(transaction);
    }
  }

  @Override
  public void send(Bytes encoded) {
    synchronized (backend) {
      backend.send(encoded);
    }
  }
}
