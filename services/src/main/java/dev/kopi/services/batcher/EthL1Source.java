package dev.kopi.services.batcher;

import dev.kopi.adapters.ethclient.EthClient;
import dev.kopi.core.primitives.Address;

/** L1 behind a client of its {@code eth} methods. */
public record EthL1Source(EthClient l1) implements BatcherPorts.L1Source {
  @Override
  public long blockNumber() {
    return l1.blockNumber();
  }

  @Override
  public long nonceAt(Address account, long blockNumber) {
    return l1.nonce(account, EthClient.at(blockNumber));
  }
}
