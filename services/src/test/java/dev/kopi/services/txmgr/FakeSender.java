package dev.kopi.services.txmgr;

import dev.kopi.adapters.ethclient.MinedTransaction;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.core.rollup.BlockId;
import dev.kopi.services.txmgr.TxOutcome.Reason;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Sends nothing: a test decides how each transaction ends. */
public final class FakeSender implements TxSender {
  /** The account. */
  public static final Address ACCOUNT = Address.fromHex("00000000000000000000000000000000000000aa");

  /** All that was sent, oldest first. */
  public final List<Sent> sent = new ArrayList<>();

  /** A transaction that was sent. */
  public static final class Sent implements Submission {
    /** What was sent. */
    public final TxCandidate candidate;

    private final Runnable onEnd;
    private boolean cancelled;
    private @Nullable TxOutcome outcome;

    private Sent(TxCandidate candidate, Runnable onEnd) {
      this.candidate = candidate;
      this.onEnd = onEnd;
    }

    /** Ends it in an L1 block of a number. */
    public void confirm(long blockNumber) {
      confirm(blockNumber, true);
    }

    /** Ends it in an L1 block of a number, successful or not. */
    public void confirm(long blockNumber, boolean success) {
      end(
          new TxOutcome.Confirmed(
              new MinedTransaction(
                  Hash.ofWords(0, 0, 0, blockNumber),
                  new BlockId(Hash.ofWords(1, 0, 0, blockNumber), blockNumber),
                  success,
                  21_000,
                  UInt256.ONE,
                  null,
                  List.of())));
    }

    /** Ends it with a failure. */
    public void fail(Reason reason) {
      end(new TxOutcome.Failed(reason, "a test let it fail", List.of()));
    }

    private void end(TxOutcome how) {
      outcome = how;
      onEnd.run();
    }

    /** Whether it was cancelled. */
    public boolean isCancelled() {
      return cancelled;
    }

    @Override
    public @Nullable TxOutcome outcome() {
      return outcome;
    }

    @Override
    public void cancel() {
      cancelled = true;
    }

    @Override
    public List<Hash> published() {
      return List.of();
    }
  }

  /** What was sent and has not ended. */
  public List<Sent> inFlight() {
    return sent.stream().filter(one -> one.outcome == null).toList();
  }

  @Override
  public Address address() {
    return ACCOUNT;
  }

  @Override
  public Submission send(TxCandidate candidate, Runnable onEnd) {
    Sent one = new Sent(candidate, onEnd);
    sent.add(one);
    return one;
  }
}
