package dev.kopi.apps.cli.challenger;

import dev.kopi.adapters.crypto.NativeCrypto;
import dev.kopi.adapters.ethclient.MinedTransaction;
import dev.kopi.adapters.telemetry.Metrics;
import dev.kopi.apps.cli.error.CommandFailed;
import dev.kopi.apps.cli.options.TxOptions;
import dev.kopi.core.crypto.Crypto;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.services.lifecycle.RoleHealth;
import dev.kopi.services.txmgr.Submission;
import dev.kopi.services.txmgr.TxCandidate;
import dev.kopi.services.txmgr.TxManagerService;
import dev.kopi.services.txmgr.TxOutcome;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Mixin;

/** Sends one transaction and waits for its block. */
final class SendOptions {
  private static final long DEADLINE_MINUTES = 30;

  @Mixin private TxOptions transactions = new TxOptions();

  /** Sends a call. */
  MinedTransaction send(L1Options l1, Address to, UInt256 value, Bytes data) {
    Crypto crypto = NativeCrypto.create();
    try (TxManagerService sender =
        transactions.manager(
            l1.chain(),
            l1.chain().chainId(),
            transactions.signer(crypto),
            crypto,
            new Metrics("op_challenger"),
            new RoleHealth("challenger"))) {
      CountDownLatch ended = new CountDownLatch(1);
      Submission sent =
          sender.send(new TxCandidate(to, value, data, List.of(), 0), ended::countDown);
      if (!ended.await(DEADLINE_MINUTES, TimeUnit.MINUTES)) {
        throw new CommandFailed("the transaction was not included in time: " + sent.published());
      }
      return switch (sent.outcome()) {
        case TxOutcome.Confirmed(var mined) when mined.success() -> mined;
        case TxOutcome.Confirmed(var mined) ->
            throw new CommandFailed("the transaction reverted: " + mined.hash());
        case TxOutcome.Failed failed -> throw new CommandFailed(failed.cause());
        case null -> throw new CommandFailed("the transaction was not sent");
      };
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandFailed("interrupted", e);
    }
  }

  /** Sends a call, and prints its transaction. */
  int run(L1Options l1, Address to, UInt256 value, Bytes data) {
    MinedTransaction mined = send(l1, to, value, data);
    System.out.println("transaction " + mined.hash() + " in L1 block " + mined.block().number());
    return 0;
  }
}
