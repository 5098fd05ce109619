package dev.kopi.core.derivation.pipeline;

import dev.kopi.core.chain.spec.OpFork;
import dev.kopi.core.derivation.channel.Frame;
import dev.kopi.core.derivation.channel.FrameFault;
import dev.kopi.core.derivation.event.DerivationEvent.FrameDropped;
import dev.kopi.core.derivation.event.DerivationEvent.InboxDataDropped;
import dev.kopi.core.derivation.event.DerivationEvent.InboxFault;
import dev.kopi.core.derivation.event.DerivationEvents;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.rollup.L1BlockRef;
import dev.kopi.core.rollup.RollupConfig;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * The third stage: the frames in the batcher's data.
 *
 * @see <a href="https://specs.optimism.io/protocol/derivation.html#frame-queue">Frame queue</a>
 * @see <a href="https://specs.optimism.io/protocol/holocene/derivation.html#frame-queue">Holocene:
 *     frame queue</a>
 */
final class FrameQueue {
  private final RollupConfig config;
  private final L1Retrieval previous;
  private final DerivationEvents events;
  private final Deque<Frame> frames = new ArrayDeque<>();

  FrameQueue(RollupConfig config, L1Retrieval previous, DerivationEvents events) {
    this.config = config;
    this.previous = previous;
    this.events = events;
  }

  L1BlockRef origin() {
    return previous.origin();
  }

  /** Drops all frames, at the activation of Holocene. */
  void clear() {
    frames.clear();
  }

  Pulled<Frame> next() {
    if (frames.isEmpty()) {
      switch (previous.next()) {
        case Pulled.Item<Bytes>(Bytes data) -> load(data);
        case Pulled.Again<Bytes> again -> {
          return new Pulled.Again<>();
        }
        case Pulled.Exhausted<Bytes> exhausted -> {
          return new Pulled.Exhausted<>();
        }
      }
    }
    Frame frame = frames.poll();
    return frame == null ? new Pulled.Again<>() : new Pulled.Item<>(frame);
  }

  private void load(Bytes data) {
    List<Frame> parsed;
    try {
      parsed = Frame.parseAll(data);
    } catch (DecodeException e) {
      events.add(new InboxDataDropped(origin().id(), InboxFault.FRAMES));
      return;
    }
    if (config.isActive(OpFork.HOLOCENE, origin().timestampSeconds())) {
      parsed = prune(parsed);
    }
    frames.addAll(parsed);
  }

  /**
   * Keeps frames that are in order. "If a non-first frame (i.e., a frame with index >0) decoded
   * from a batcher transaction is out of order, it is immediately dropped". "If a first frame is
   * decoded while the previous frame isn't a last frame (i.e., is_last is false), all previous
   * frames for the same channel are dropped and this new first frame remains in the queue."
   */
  private List<Frame> prune(List<Frame> parsed) {
    List<Frame> kept = new ArrayList<>(parsed.size());
    for (Frame next : parsed) {
      boolean keep = true;
      while (!kept.isEmpty()) {
        Frame last = kept.getLast();
        if (last.channel().equals(next.channel())) {
          // Numbers have 16 bits: after the highest one comes 0.
          keep = !last.isLast() && next.number() == (last.number() + 1 & Frame.MAX_NUMBER);
          break;
        }
        if (next.number() != 0) {
          keep = false;
          break;
        }
        if (last.isLast()) {
          break;
        }
        drop(kept.removeLast(), FrameFault.CHANNEL_ABANDONED);
      }
      if (keep) {
        kept.add(next);
      } else {
        drop(next, FrameFault.OUT_OF_ORDER);
      }
    }
    return kept;
  }

  private void drop(Frame frame, FrameFault fault) {
    events.add(new FrameDropped(frame.channel(), frame.number(), fault));
  }
}
