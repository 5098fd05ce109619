package dev.kopi.core.derivation.channel;

import dev.kopi.core.derivation.ProtocolLimits;
import dev.kopi.core.primitives.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A channel whose frames come in.
 *
 * @see <a href="https://specs.optimism.io/protocol/derivation.html#channel-bank">Channel bank</a>
 */
public final class Channel {
  private final ChannelId id;
  private final long openBlockNumber;
  private final boolean inOrder;
  private final TreeMap<Integer, Frame> frames = new TreeMap<>();
  private long size;
  private int endNumber = -1;

  /**
   * Without frames.
   *
   * @param openBlockNumber the number of the L1 block in which it was opened
   * @param inOrder whether frames count only in order (Holocene)
   */
  public Channel(ChannelId id, long openBlockNumber, boolean inOrder) {
    this.id = id;
    this.openBlockNumber = openBlockNumber;
    this.inOrder = inOrder;
  }

  /** Its name. */
  public ChannelId id() {
    return id;
  }

  /** What it counts for: its frames' data and a fixed amount for each. */
  public long size() {
    return size;
  }

  /** How many frames it has. */
  public int frameCount() {
    return frames.size();
  }

  /** "A channel is timed out if open_block + channel_timeout < the L1 block at hand." */
  public boolean isTimedOut(long timeout, long l1Number) {
    return openBlockNumber + timeout < l1Number;
  }

  /** Adds a frame, or returns why it is ignored. */
  public @Nullable FrameFault add(Frame frame) {
    if (!frame.channel().equals(id)) {
      return FrameFault.OTHER_CHANNEL;
    }
    boolean ended = endNumber >= 0;
    if (frame.isLast() && ended) {
      return FrameFault.SECOND_END;
    }
    if (frames.containsKey(frame.number())) {
      return FrameFault.DUPLICATE;
    }
    if (ended && frame.number() >= endNumber) {
      return FrameFault.BEYOND_END;
    }
    if (inOrder && frame.number() != frames.size()) {
      return FrameFault.OUT_OF_ORDER;
    }
    if (frame.isLast()) {
      endNumber = frame.number();
      dropBeyondEnd();
    }
    frames.put(frame.number(), frame);
    size += sizeOf(frame);
    return null;
  }

  /**
   * "If a closing frame is added, frames with a higher number are dropped." The reference then
   * takes every frame that it had off the size, and not those alone; the size decides about
   * pruning, so this is done here as well.
   */
  private void dropBeyondEnd() {
    if (frames.isEmpty() || frames.lastKey() <= endNumber) {
      return;
    }
    for (Frame frame : frames.values()) {
      size -= sizeOf(frame);
    }
    frames.tailMap(endNumber, true).clear();
  }

  private static long sizeOf(Frame frame) {
    return frame.data().size() + (long) ProtocolLimits.FRAME_OVERHEAD;
  }

  /** Whether all frames are there. */
  public boolean isComplete() {
    return endNumber >= 0 && frames.size() == endNumber + 1;
  }

  /** The data of all frames; only when {@link #isComplete}. */
  public Bytes data() {
    List<Bytes> parts = new ArrayList<>(frames.size());
    for (Frame frame : frames.values()) {
      parts.add(frame.data());
    }
    return Bytes.concat(parts.toArray(new Bytes[0]));
  }
}
