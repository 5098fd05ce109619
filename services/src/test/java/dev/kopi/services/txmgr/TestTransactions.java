package dev.kopi.services.txmgr;

import dev.kopi.services.lifecycle.RoleHealth;
import java.time.InstantSource;

/** Transaction managers for tests of the services that send. */
public final class TestTransactions {
  private TestTransactions() {}

  /** Sends to an L1 in memory that mines nothing. */
  public static TxManagerService overAnL1InMemory(RoleHealth health) {
    return new TxManagerService(
        TxManagerTest.manager(new ForwardingBackend(new FakeL1Pool()), TxManagerConfig.DEVNET),
        health,
        InstantSource.system());
  }
}
