package dev.kopi.core.altda;

import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.rollup.L1BlockRef;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The commitments that derivation has used, and the challenges, each in L1's order: those whose
 * windows are open, and those that are over but not yet final.
 *
 * <p>Owned by one thread.
 */
final class ChallengeTracker {
  private record Key(long block, Commitment commitment) {}

  private final long challengeWindow;
  private final long resolveWindow;
  private final Deque<TrackedCommitment> commitments = new ArrayDeque<>();
  private final Deque<TrackedCommitment> expiredCommitments = new ArrayDeque<>();
  private final Deque<Challenge> challenges = new ArrayDeque<>();
  private final Deque<Challenge> expiredChallenges = new ArrayDeque<>();
  // Of a commitment that is challenged again, the newer challenge.
  private final Map<Key, Challenge> current = new HashMap<>();
  private @Nullable L1BlockRef lastPruned;

  ChallengeTracker(long challengeWindow, long resolveWindow) {
    this.challengeWindow = challengeWindow;
    this.resolveWindow = resolveWindow;
  }

  /** Forgets the commitments, before derivation starts over without those that expired. */
  void clearCommitments() {
    commitments.clear();
    expiredCommitments.clear();
  }

  /** Forgets everything, when L1 reorganises. */
  void clear() {
    clearCommitments();
    challenges.clear();
    expiredChallenges.clear();
    current.clear();
  }

  boolean isEmpty() {
    return challenges.isEmpty()
        && expiredChallenges.isEmpty()
        && commitments.isEmpty()
        && expiredCommitments.isEmpty();
  }

  /** The challenge against a commitment of an L1 block; null when there is none. */
  @Nullable Challenge challenge(Commitment commitment, long block) {
    return current.get(new Key(block, commitment));
  }

  /** L1 block {@code at} has a challenge against a commitment of L1 block {@code block}. */
  void challenged(Commitment commitment, long block, long at) {
    Challenge challenge = new Challenge(commitment, block, at + resolveWindow);
    challenges.add(challenge);
    current.put(new Key(block, commitment), challenge);
  }

  /** A challenge was answered; one that is not tracked is ignored. */
  void resolved(Commitment commitment, long block, @Nullable Bytes data) {
    Challenge challenge = challenge(commitment, block);
    if (challenge != null) {
      challenge.resolve(data);
    }
  }

  /** Derivation asks for the data of a commitment. */
  void track(Commitment commitment, L1BlockRef block) {
    TrackedCommitment last = commitments.peekLast();
    if (last != null && last.commitment().equals(commitment) && last.block().equals(block)) {
      // A retry.
      commitments.removeLast();
      commitments.add(last.again());
    } else {
      commitments.add(
          new TrackedCommitment(commitment, block, block.number() + challengeWindow, 1));
    }
  }

  /**
   * Ends the windows of commitments that are over at an L1 block.
   *
   * @return whether one of them expired unresolved, so that derivation must start over without it
   */
  boolean expireCommitments(long at) {
    boolean lost = false;
    for (TrackedCommitment next = commitments.peek();
        next != null && windowEnd(next) <= at;
        next = commitments.peek()) {
      Challenge challenge = challenge(next.commitment(), next.block().number());
      lost |= challenge != null && challenge.status() != ChallengeStatus.RESOLVED;
      expiredCommitments.add(commitments.remove());
    }
    return lost;
  }

  private long windowEnd(TrackedCommitment tracked) {
    Challenge challenge = challenge(tracked.commitment(), tracked.block().number());
    return challenge == null ? tracked.windowEnd() : challenge.windowEnd();
  }

  /** Ends the challenges that can no longer be answered at an L1 block. */
  void expireChallenges(long at) {
    for (Challenge next = challenges.peek();
        next != null && next.windowEnd() <= at;
        next = challenges.peek()) {
      next.expire();
      expiredChallenges.add(challenges.remove());
    }
  }

  /** Forgets what is over at a final L1 block. */
  void prune(long finalized) {
    for (TrackedCommitment next = expiredCommitments.peek();
        next != null && windowEnd(next) <= finalized;
        next = expiredCommitments.peek()) {
      lastPruned = expiredCommitments.remove().block();
    }
    for (Challenge next = expiredChallenges.peek();
        next != null && next.windowEnd() <= finalized;
        next = expiredChallenges.peek()) {
      expiredChallenges.remove();
      current.remove(new Key(next.block(), next.commitment()));
    }
  }

  /** The L1 block with the last commitment that was forgotten since it is final; null for none. */
  @Nullable L1BlockRef lastPruned() {
    return lastPruned;
  }

  List<TrackedCommitment> commitments() {
    return List.copyOf(commitments);
  }

  List<TrackedCommitment> expiredCommitments() {
    return List.copyOf(expiredCommitments);
  }

  List<Challenge> challenges() {
    return List.copyOf(challenges);
  }

  List<Challenge> expiredChallenges() {
    return List.copyOf(expiredChallenges);
  }
}
