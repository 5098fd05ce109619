package dev.kopi.tests.system;

import dev.kopi.adapters.rpc.RpcException;
import dev.kopi.adapters.rpc.RpcTransportException;
import dev.kopi.apps.deployer.parameters.MnemonicAccount;
import dev.kopi.core.primitives.Address;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Sends transfers on L2, as many as the sequencer's engine takes, until it is closed. */
final class Load implements AutoCloseable {
  private static final Address TO = MnemonicAccount.TEN.get(5).address();

  private final SystemRollup rollup;
  private final AtomicLong sent = new AtomicLong();
  private final Thread thread;
  private volatile boolean running = true;

  Load(SystemRollup rollup) {
    this.rollup = rollup;
    this.thread = Thread.ofPlatform().name("load").start(this::run);
  }

  private void run() {
    Sender sender = rollup.l2Sender();
    while (running) {
      try {
        sender.transfer(TO);
        sent.incrementAndGet();
      } catch (RpcException | RpcTransportException e) {
        pause();
      }
    }
  }

  private void pause() {
    try {
      Thread.sleep(50);
    } catch (InterruptedException e) {
      running = false;
    }
  }

  void awaitSent(long count) {
    rollup.await(count + " transactions are taken", () -> sent.get() >= count);
  }

  @Override
  public void close() {
    running = false;
    thread.interrupt();
    try {
      thread.join(TimeUnit.SECONDS.toMillis(15));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
