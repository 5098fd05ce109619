package dev.kopi.core.altda;

import dev.kopi.core.chain.receipt.Log;
import dev.kopi.core.derivation.CriticalException;
import dev.kopi.core.derivation.ResetException;
import dev.kopi.core.derivation.TemporaryException;
import dev.kopi.core.derivation.source.AltDaInputs;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.rollup.BlockId;
import dev.kopi.core.rollup.L1BlockRef;
import dev.kopi.core.rollup.RollupConfig.AltDaConfig;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Fetches the data of commitments, and follows the challenges against them on L1, as op-node does.
 * Its decisions depend on L1 and on what the DA server has.
 *
 * <p>Challenges are read further on L1 than derivation has come when data are missing: a challenge
 * and its answer may be in later blocks.
 *
 * <p>Owned by the thread of derivation.
 *
 * @see <a href="https://specs.optimism.io/experimental/alt-da.html#derivation">Derivation</a>
 */
public final class AltDaManager implements AltDaInputs {
  /** The most data that DataAvailabilityChallenge can resolve, in bytes. */
  public static final int MAX_INPUT_BYTES = 130_672;

  private final CommitmentType type;
  private final @Nullable Address contract;
  private final long challengeWindow;
  private final ChallengeSource l1;
  private final AltDaStorage storage;
  private final ChallengeTracker tracker;
  private long challengeOrigin;
  private long commitmentOrigin;
  private @Nullable L1BlockRef finalizedHead;
  private long l1Finalized;
  private boolean startingOver;

  /** A manager that is reset before its first use. */
  public AltDaManager(AltDaConfig config, ChallengeSource l1, AltDaStorage storage) {
    this.type = config.genericCommitments() ? CommitmentType.GENERIC : CommitmentType.KECCAK;
    this.contract = config.challengeContract();
    this.challengeWindow = config.challengeWindow();
    this.l1 = l1;
    this.storage = storage;
    this.tracker = new ChallengeTracker(challengeWindow, config.resolveWindow());
  }

  /**
   * Goes back to an L1 block: without the commitments alone after one of them expired, and without
   * the challenges too after a reorganisation of L1.
   */
  @Override
  public void reset(L1BlockRef base) {
    commitmentOrigin = base.number();
    if (startingOver) {
      startingOver = false;
      tracker.clearCommitments();
    } else {
      challengeOrigin = base.number();
      tracker.clear();
    }
  }

  @Override
  public void advance(BlockId l1Block) {
    readChallenges(l1Block);
    if (l1Block.number() > commitmentOrigin) {
      if (tracker.expireCommitments(l1Block.number())) {
        startingOver = true;
        throw new ResetException("data were used whose challenge was not answered in time");
      }
      commitmentOrigin = l1Block.number();
    }
    if (tracker.isEmpty() && l1Finalized >= challengeWindow) {
      finalizedHead = existing(l1Finalized - challengeWindow);
    }
  }

  @Override
  public Input input(Bytes encoded, L1BlockRef l1Block) {
    Commitment commitment;
    try {
      commitment = Commitment.decode(encoded);
    } catch (DecodeException e) {
      return new Input.Skipped(Reason.MALFORMED);
    }
    if (commitment.type() != type) {
      return new Input.Skipped(Reason.MALFORMED);
    }
    Challenge challenge = tracker.challenge(commitment, l1Block.number());
    if (challenge != null && challenge.status() == ChallengeStatus.EXPIRED) {
      // Not tracked: what was never used needs no new start.
      return new Input.Skipped(Reason.CHALLENGE_EXPIRED);
    }
    tracker.track(commitment, l1Block);
    Bytes data = storage.get(commitment);
    if (data == null && challenge != null && challenge.status() == ChallengeStatus.RESOLVED) {
      data = challenge.data();
      if (data == null) {
        throw lost(commitment, l1Block);
      }
    }
    if (data != null) {
      return type == CommitmentType.KECCAK && data.size() > MAX_INPUT_BYTES
          ? new Input.Skipped(Reason.TOO_LARGE)
          : new Input.Found(data);
    }
    if (challenge == null && challengeOrigin > l1Block.number() + challengeWindow) {
      throw lost(commitment, l1Block);
    }
    readChallenges(existing(challengeOrigin + 1).id());
    return new Input.Pending();
  }

  private static CriticalException lost(Commitment commitment, L1BlockRef block) {
    return new CriticalException(
        "the data of commitment "
            + commitment
            + " in L1 block "
            + block.number()
            + " are missing, and can no longer be challenged");
  }

  private L1BlockRef existing(long number) {
    L1BlockRef block = l1.blockByNumber(number);
    if (block == null) {
      throw new TemporaryException("L1 has no block " + number + " yet");
    }
    return block;
  }

  private void readChallenges(BlockId block) {
    if (block.number() <= challengeOrigin) {
      return;
    }
    if (type == CommitmentType.KECCAK) {
      for (ChallengeSource.SentLog sent : l1.logs(block)) {
        Log log = sent.log();
        if (log.address().equals(contract) && ChallengeEvent.isOf(log)) {
          read(sent, block.number());
        }
      }
    }
    tracker.expireChallenges(block.number());
    challengeOrigin = block.number();
  }

  /** Takes an event; ignores one that is malformed, as op-node does. */
  private void read(ChallengeSource.SentLog sent, long at) {
    try {
      ChallengeEvent event = ChallengeEvent.read(sent.log());
      if (event.status() == ChallengeEvent.ACTIVE) {
        tracker.challenged(event.commitment(), event.block(), at);
      } else if (event.status() == ChallengeEvent.RESOLVED && sent.callData() != null) {
        Bytes data = ResolveCall.data(sent.callData());
        if (event.commitment().matches(data)) {
          tracker.resolved(event.commitment(), event.block(), data);
        }
      }
    } catch (DecodeException e) {
      // Not an event that the contract emits.
    }
  }

  /**
   * An L1 block is final.
   *
   * @return the L1 block up to which L2 may be final; null when there is none
   */
  public @Nullable L1BlockRef finalizeTo(L1BlockRef block) {
    l1Finalized = block.number();
    if (!tracker.isEmpty()) {
      tracker.prune(block.number());
      finalizedHead = tracker.lastPruned();
    }
    return finalizedHead;
  }

  /** What it has come to. */
  public AltDaState state() {
    return new AltDaState(
        challengeOrigin,
        commitmentOrigin,
        finalizedHead,
        tracker.lastPruned(),
        tracker.commitments(),
        tracker.expiredCommitments(),
        tracker.challenges(),
        tracker.expiredChallenges());
  }

  /**
   * The state of a manager.
   *
   * @param challengeOrigin the number of the L1 block up to which challenges were read
   * @param commitmentOrigin the number of the L1 block up to which commitments have expired
   * @param finalizedHead the L1 block up to which L2 may be final; null for none
   * @param lastPruned the L1 block with the last commitment that is final; null for none
   * @param commitments commitments that can be challenged or whose challenges can be answered
   * @param expiredCommitments commitments that cannot any more, but not finally so
   * @param challenges challenges that can be answered
   * @param expiredChallenges challenges that cannot any more, but not finally so
   */
  public record AltDaState(
      long challengeOrigin,
      long commitmentOrigin,
      @Nullable L1BlockRef finalizedHead,
      @Nullable L1BlockRef lastPruned,
      List<TrackedCommitment> commitments,
      List<TrackedCommitment> expiredCommitments,
      List<Challenge> challenges,
      List<Challenge> expiredChallenges) {
    /** Copies the lists. */
    public AltDaState {
      commitments = List.copyOf(commitments);
      expiredCommitments = List.copyOf(expiredCommitments);
      challenges = List.copyOf(challenges);
      expiredChallenges = List.copyOf(expiredChallenges);
    }
  }
}
