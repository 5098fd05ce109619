package dev.kopi.services.node.driver;

import dev.kopi.core.rollup.L1BlockRef;
import dev.kopi.core.rollup.UnsafePayloads;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * What waits for the driver, bounded. Of each head of L1 and of the outcomes of derivation only the
 * newest is kept; commands are bounded by number, and unsafe payloads by their size. For any
 * thread.
 */
final class DriverInbox {
  static final int MAX_COMMANDS = 64;

  private final long maxPayloadBytes;
  private Contents waiting = new Contents();
  private long payloadBytes;
  private boolean closed;

  /**
   * An unsafe payload, with its answer.
   *
   * @param entry the payload
   * @param outcome what became of it
   */
  record Arrival(UnsafePayloads.Entry entry, CompletableFuture<UnsafePayloadOutcome> outcome) {}

  /** All that was waiting. */
  static final class Contents {
    @Nullable L1BlockRef head;
    @Nullable L1BlockRef safe;
    @Nullable L1BlockRef finalized;
    DerivationSteps.@Nullable Ended ended;
    final List<Command> commands = new ArrayList<>();
    final List<Arrival> payloads = new ArrayList<>();

    boolean isEmpty() {
      return head == null
          && safe == null
          && finalized == null
          && ended == null
          && commands.isEmpty()
          && payloads.isEmpty();
    }
  }

  /**
   * An empty inbox.
   *
   * @param maxPayloadBytes the limit on the size of waiting payloads; a single one may be larger
   */
  DriverInbox(long maxPayloadBytes) {
    this.maxPayloadBytes = maxPayloadBytes;
  }

  synchronized void l1Head(L1BlockRef ref) {
    waiting.head = ref;
  }

  synchronized void l1Safe(L1BlockRef ref) {
    waiting.safe = ref;
  }

  synchronized void l1Finalized(L1BlockRef ref) {
    waiting.finalized = ref;
  }

  /** A task of derivation ended. An older outcome that still waits is stale. */
  synchronized void ended(DerivationSteps.Ended task) {
    waiting.ended = task;
  }

  /** Queues a command, or refuses it. */
  synchronized void add(Command command) {
    if (closed) {
      command.done().completeExceptionally(CommandRefusedException.stopping());
    } else if (waiting.commands.size() >= MAX_COMMANDS) {
      command.done().completeExceptionally(CommandRefusedException.busy());
    } else {
      waiting.commands.add(command);
    }
  }

  /** Queues a payload, or ignores it. */
  synchronized void add(Arrival arrival) {
    long size = UnsafePayloads.size(arrival.entry().payload());
    if (closed) {
      arrival.outcome().completeExceptionally(CommandRefusedException.stopping());
    } else if (payloadBytes > 0 && payloadBytes + size > maxPayloadBytes) {
      arrival
          .outcome()
          .complete(new UnsafePayloadOutcome.Ignored(UnsafePayloadOutcome.Reason.NO_ROOM));
    } else {
      payloadBytes += size;
      waiting.payloads.add(arrival);
    }
  }

  /** Takes everything out. */
  synchronized Contents take() {
    Contents taken = waiting;
    waiting = new Contents();
    payloadBytes = 0;
    return taken;
  }

  /** Refuses what waits, and what comes from now on. */
  void close() {
    Contents taken;
    synchronized (this) {
      closed = true;
      taken = take();
    }
    for (Command command : taken.commands) {
      command.done().completeExceptionally(CommandRefusedException.stopping());
    }
    for (Arrival arrival : taken.payloads) {
      arrival.outcome().completeExceptionally(CommandRefusedException.stopping());
    }
  }
}
