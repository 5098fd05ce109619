package dev.kopi.core.derivation.channel;

import dev.kopi.core.derivation.ProtocolLimits;
import dev.kopi.core.primitives.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A channel, assembled from frames.
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
   * A channel without frames.
   *
   * @param openBlockNumber the number of the L1 block in which it was opened
   * @param inOrder whether frames count only in order (Holocene)
   */
  public Channel(ChannelId id, long openBlockNumber, boolean inOrder) {
    this.id = id;
    this.openBlockNumber = openBlockNumber;
    this.inOrder = inOrder;
  }

  /** Its id. */
  public ChannelId id() {
    return id;
  }

  /** Its size for the limits of the channel bank: the data of its frames, and 200 bytes a frame. */
  public long size() {
    return size;
  }

  /** The number of frames. */
  public int frameCount() {
    return frames.size();
  }

  /**
   * "A channel is timed out if: current_l1_block.number > channel.open_l1_block.number +
   * CHANNEL_TIMEOUT".
   *
   * @param l1Number the number of the current L1 block
   */
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
   * "If a frame is closing (is_last == 1) any existing higher-numbered frames are removed from the
   * channel." op-node then subtracts the size of every frame that the channel had, not only of
   * those removed. The size decides about pruning, so this is done here as well.
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

  /** Whether it is closed and has all frames up to the closing one. */
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
