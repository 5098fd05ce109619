package dev.kopi.services.challenger;

import dev.kopi.adapters.contracts.dispute.GameFacts;
import dev.kopi.core.dispute.play.Funding;
import dev.kopi.core.dispute.play.GameTask;
import dev.kopi.core.dispute.play.Turn;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.services.txmgr.Submission;
import dev.kopi.services.txmgr.TxCandidate;
import dev.kopi.services.txmgr.TxOutcome;
import dev.kopi.services.txmgr.TxSender;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The tasks of all games: those that wait, those on their way to L1, and those that are done but
 * not seen yet in the games. No task is sent twice. Owned by one thread.
 */
final class TaskBoard {
  private static final Logger LOG = LoggerFactory.getLogger(TaskBoard.class);

  /** A task of a game, by its effect. */
  private record Key(Address game, String task) {}

  private record Waiting(GameFacts game, Turn.Due due) {}

  private record Sent(GameFacts game, GameTask task, Submission submission, long sinceMillis) {}

  /**
   * A task that has ended.
   *
   * @param block the L1 block of its transaction; −1 when it is in none
   * @param failure why it failed; null when it succeeded
   */
  record Ended(GameFacts game, GameTask task, long block, long millis, @Nullable String failure) {}

  /**
   * What cannot be paid for.
   *
   * @param game the game of the most urgent task
   * @param deadlineSeconds its deadline
   * @param tasks how many tasks there are
   * @param missing wei of all of them
   */
  record Unfunded(Address game, long deadlineSeconds, int tasks, UInt256 missing) {}

  private final TxSender sender;
  private final int maxPending;
  private final Runnable wake;
  private final Map<Address, List<Waiting>> waiting = new LinkedHashMap<>();
  private final Map<Key, Sent> underWay = new LinkedHashMap<>();
  private final Map<Key, Long> minedIn = new HashMap<>();
  private final Set<Key> unsupported = new HashSet<>();

  /**
   * An empty board.
   *
   * @param maxPending how many tasks may be on their way; 0 for no limit
   * @param wake is called from any thread when a task has ended
   */
  TaskBoard(TxSender sender, int maxPending, Runnable wake) {
    this.sender = sender;
    this.maxPending = maxPending;
    this.wake = wake;
  }

  /**
   * The tasks of a game as it is at an L1 block; they take the place of those that wait.
   *
   * @param block the number of the block
   */
  void replace(GameFacts game, List<Turn.Due> tasks, long block) {
    Address address = game.address();
    minedIn.entrySet().removeIf(e -> e.getKey().game().equals(address) && e.getValue() <= block);
    List<Waiting> fresh = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (Turn.Due due : tasks) {
      Key key = new Key(address, due.task().key());
      // One load of a pre-image may serve several steps.
      if (names.add(key.task()) && !underWay.containsKey(key) && !minedIn.containsKey(key)) {
        fresh.add(new Waiting(game, due));
      }
    }
    if (fresh.isEmpty()) {
      waiting.remove(address);
    } else {
      waiting.put(address, fresh);
    }
  }

  /** Forgets what waits of a game. */
  void drop(Address game) {
    waiting.remove(game);
    unsupported.removeIf(key -> key.game().equals(game));
  }

  /** The tasks that have ended since the last call. */
  List<Ended> takeEnded(long nowMillis) {
    List<Ended> ended = new ArrayList<>();
    Iterator<Map.Entry<Key, Sent>> all = underWay.entrySet().iterator();
    while (all.hasNext()) {
      Map.Entry<Key, Sent> entry = all.next();
      Sent sent = entry.getValue();
      TxOutcome outcome = sent.submission().outcome();
      if (outcome == null) {
        continue;
      }
      all.remove();
      Ended end = ended(sent, outcome, nowMillis);
      if (end.failure() == null) {
        minedIn.put(entry.getKey(), end.block());
      }
      ended.add(end);
    }
    return ended;
  }

  private static Ended ended(Sent sent, TxOutcome outcome, long now) {
    long millis = now - sent.sinceMillis();
    return switch (outcome) {
      case TxOutcome.Confirmed(var mined) ->
          new Ended(
              sent.game(),
              sent.task(),
              mined.block().number(),
              millis,
              mined.success() ? null : "reverted: " + mined.hash());
      case TxOutcome.Failed failed ->
          new Ended(sent.game(), sent.task(), -1, millis, failed.reason() + ": " + failed.cause());
    };
  }

  /**
   * Sends what waits, the most urgent first, as far as there is room and money.
   *
   * @param balance wei in the account
   * @return what cannot be paid for; null when there is no such task
   */
  @Nullable Unfunded send(UInt256 balance, long nowMillis) {
    Funding funding = new Funding(balance);
    underWay.values().forEach(sent -> funding.take(sent.task()));
    List<Waiting> all = new ArrayList<>();
    waiting.values().forEach(all::addAll);
    all.sort(Comparator.comparingLong(task -> task.due().deadlineSeconds()));
    Unfunded unfunded = null;
    for (Waiting task : all) {
      if (!hasRoom()) {
        break;
      }
      if (!funding.take(task.due().task())) {
        unfunded = more(unfunded, task);
        continue;
      }
      send(task, nowMillis);
    }
    return unfunded;
  }

  private static Unfunded more(@Nullable Unfunded before, Waiting task) {
    UInt256 deposit = Funding.deposit(task.due().task());
    return before == null
        ? new Unfunded(task.game().address(), task.due().deadlineSeconds(), 1, deposit)
        : new Unfunded(
            before.game(),
            before.deadlineSeconds(),
            before.tasks() + 1,
            before.missing().add(deposit));
  }

  private void send(Waiting task, long nowMillis) {
    Address address = task.game().address();
    List<Waiting> rest = waiting.get(address);
    if (rest != null) {
      rest.remove(task);
    }
    Key key = new Key(address, task.due().task().key());
    TxCandidate transaction = TaskCalls.transaction(task.game(), task.due().task());
    if (transaction != null) {
      underWay.put(
          key, new Sent(task.game(), task.due().task(), sender.send(transaction, wake), nowMillis));
    } else if (unsupported.add(key)) {
      LOG.error(
          "a step is not taken, since this version cannot load its pre-image: game={} task={}",
          address,
          key.task());
    }
  }

  private boolean hasRoom() {
    return maxPending == 0 || underWay.size() < maxPending;
  }

  /** Whether a game has tasks on their way. */
  boolean isUnderWay(Address game) {
    return underWay.keySet().stream().anyMatch(key -> key.game().equals(game));
  }

  /** Whether a task waits for room or money. */
  boolean isWaiting() {
    return waiting.values().stream().anyMatch(tasks -> !tasks.isEmpty());
  }
}
