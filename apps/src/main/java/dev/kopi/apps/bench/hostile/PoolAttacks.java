package dev.kopi.apps.bench.hostile;

import dev.kopi.adapters.ethclient.EthClient;
import dev.kopi.adapters.rpc.RpcException;
import dev.kopi.adapters.rpc.RpcTransportException;
import dev.kopi.core.crypto.ecdsa.PrivateKey;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** Attacks that fill the transaction pool; an honest sender must still get through. */
final class PoolAttacks {
  private static final UInt256 MILLIETHER = UInt256.of(1_000_000_000_000_000L);
  private static final int GAPPED_ACCOUNTS = 256;
  private static final int HUGE_ACCOUNTS = 9;
  private static final int PER_ACCOUNT = 64;
  private static final int HUGE_BYTES = 130_000;
  private static final long HUGE_GAS = 1_400_000;
  private static final long WAIT_MILLIS = 30_000;

  private PoolAttacks() {}

  static List<Attack> all() {
    return List.of(
        new Attack(
            "gapped-transactions",
            "64 transactions with future nonces of each of 256 accounts",
            PoolAttacks::gapped),
        new Attack(
            "huge-transactions",
            "64 transactions of 130 KB of each of 9 accounts",
            PoolAttacks::huge));
  }

  private static void gapped(Target target, AttackScope scope) throws InterruptedException {
    fund(target, 0, GAPPED_ACCOUNTS, MILLIETHER.multiply(UInt256.of(100)));
    scope.begin();
    Thread honest = honest(target, scope);
    for (int at = 1; at <= PER_ACCOUNT && scope.goesOn(); at++) {
      for (int i = 0; i < GAPPED_ACCOUNTS && scope.goesOn(); i++) {
        send(target, scope, target.key(i), at, 21_000, Bytes.EMPTY);
      }
    }
    scope.rest();
    honest.join();
  }

  private static void huge(Target target, AttackScope scope) throws InterruptedException {
    int first = GAPPED_ACCOUNTS;
    fund(target, first, HUGE_ACCOUNTS, MILLIETHER.multiply(UInt256.of(20_000)));
    scope.begin();
    Thread honest = honest(target, scope);
    Bytes data = Bytes.wrap(new byte[HUGE_BYTES]);
    long[] nonces = new long[HUGE_ACCOUNTS];
    for (int i = 0; i < HUGE_ACCOUNTS; i++) {
      nonces[i] =
          target.l2().eth().nonce(target.addressOf(target.key(first + i)), EthClient.LATEST);
    }
    for (int at = 0; at < PER_ACCOUNT && scope.goesOn(); at++) {
      for (int i = 0; i < HUGE_ACCOUNTS && scope.goesOn(); i++) {
        send(target, scope, target.key(first + i), nonces[i] + at, HUGE_GAS, data);
      }
    }
    scope.rest();
    honest.join();
  }

  private static void send(
      Target target, AttackScope scope, PrivateKey key, long nonce, long gas, Bytes data) {
    try {
      Address own = target.addressOf(key);
      target
          .l2()
          .eth()
          .sendRaw(target.signed(target.l2(), key, nonce, gas, own, UInt256.ZERO, data));
    } catch (RpcException | RpcTransportException e) {
      scope.refused();
    }
  }

  /** An honest sender pays as others do, and each of its transactions must be in a block soon. */
  private static Thread honest(Target target, AttackScope scope) {
    AtomicLong sent = new AtomicLong();
    PrivateKey key = Target.rich(6);
    Address own = target.addressOf(key);
    Thread thread =
        Thread.ofVirtual()
            .name("honest")
            .unstarted(() -> {
              EthClient eth = target.l2().eth();
              while (scope.goesOn()) {
                long nonce = eth.nonce(own, EthClient.LATEST);
                Hash hash = target.transfer(target.l2(), key, nonce, own);
                awaitMined(eth, hash);
                sent.incrementAndGet();
              }
            });
    scope.watch(thread, "an honest sender", sent);
    thread.start();
    return thread;
  }

  private static void awaitMined(EthClient eth, Hash hash) {
    long end = System.nanoTime() + WAIT_MILLIS * 1_000_000;
    while (eth.mined(hash) == null) {
      if (System.nanoTime() > end) {
        throw new AssertionError(
            "an honest transaction is in no block after " + WAIT_MILLIS / 1000 + " s: " + hash);
      }
      try {
        Thread.sleep(100);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  private static void fund(Target target, int first, int count, UInt256 wei)
      throws InterruptedException {
    PrivateKey payer = Target.rich(7);
    EthClient eth = target.l2().eth();
    Address payerAddress = target.addressOf(payer);
    for (int i = first; i < first + count; i++) {
      Address to = target.addressOf(target.key(i));
      while (true) {
        try {
          long nonce = eth.nonce(payerAddress, EthClient.PENDING);
          eth.sendRaw(target.signed(target.l2(), payer, nonce, 21_000, to, wei, Bytes.EMPTY));
          break;
        } catch (RpcException e) {
          Thread.sleep(200); // Its transactions of the last second wait for a block.
        }
      }
    }
    Address last = target.addressOf(target.key(first + count - 1));
    while (eth.balance(last, EthClient.LATEST).isZero()) {
      Thread.sleep(100);
    }
  }
}
