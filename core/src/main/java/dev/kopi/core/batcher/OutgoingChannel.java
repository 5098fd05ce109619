package dev.kopi.core.batcher;

import dev.kopi.core.derivation.channel.ChannelId;
import dev.kopi.core.derivation.channel.ChannelOut;
import dev.kopi.core.derivation.channel.Frame;
import dev.kopi.core.rollup.BlockId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A channel that the batcher sends: its blocks, its frames, and the transactions that carry them.
 *
 * @see <a href="https://specs.optimism.io/protocol/derivation.html#channel-format">Channel
 *     format</a>
 */
final class OutgoingChannel {
  private static final int MAX_FRAME_NUMBER = 0xffff;

  private final ChannelEncoder encoder;
  private final ChannelPolicy policy;
  private final List<LoadedBlock> blocks = new ArrayList<>();
  private final List<Frame> frames = new ArrayList<>();
  private final Map<TxData.Id, TxData> pending = new HashMap<>();
  private int nextFrame;
  private boolean closed;
  private long outputBytes;
  private boolean userTransaction;
  private @Nullable FullReason fullReason;

  // The L1 block at which the channel must be closed, and why; null while nothing limits it.
  private @Nullable Long deadline;
  private FullReason deadlineReason = FullReason.MAX_DURATION;

  private int confirmed;
  private long firstInclusion = Long.MAX_VALUE;
  private long lastInclusion;

  OutgoingChannel(ChannelEncoder encoder, ChannelPolicy policy, long l1OriginSubmittedLast) {
    this.encoder = encoder;
    this.policy = policy;
    if (policy.maxDuration() > 0) {
      anticipate(l1OriginSubmittedLast + policy.maxDuration(), FullReason.MAX_DURATION);
    }
  }

  ChannelId id() {
    return encoder.id();
  }

  ChannelPolicy policy() {
    return policy;
  }

  /** Appends a block; false when it does not fit any more. */
  boolean add(LoadedBlock block) {
    if (fullReason != null) {
      return false;
    }
    ChannelOut.Added added = encoder.add(block);
    switch (added) {
      case COMPRESSOR_FULL -> fullReason = FullReason.COMPRESSOR_FULL;
      case TOO_MANY_RLP_BYTES -> fullReason = FullReason.TOO_MANY_RLP_BYTES;
      case ADDED, ADDED_AND_FULL -> {
        blocks.add(block);
        userTransaction |= block.hasUserTransactions();
        anticipate(
            block.ref().l1Origin().number() + policy.sequencingWindow() - policy.safetyMargin(),
            FullReason.SEQUENCING_WINDOW_NEAR);
        if (added == ChannelOut.Added.ADDED_AND_FULL) {
          fullReason = FullReason.COMPRESSOR_FULL;
        }
        return true;
      }
    }
    return false;
  }

  private void anticipate(long l1Number, FullReason reason) {
    if (deadline == null || l1Number < deadline) {
      deadline = l1Number;
      deadlineReason = reason;
    }
  }

  /** Closes the channel when its time has come. */
  void checkDeadline(long l1Number) {
    if (fullReason != null) {
      return;
    }
    if (deadline != null && l1Number >= deadline) {
      fullReason = deadlineReason;
    } else if (policy.closeOnUserTransaction() && userTransaction) {
      fullReason = FullReason.USER_TRANSACTION;
    }
  }

  void terminate() {
    if (fullReason == null) {
      fullReason = FullReason.TERMINATED;
    }
  }

  boolean isFull() {
    return fullReason != null;
  }

  @Nullable FullReason fullReason() {
    return fullReason;
  }

  /**
   * Cuts frames from the compressed data that is ready; from all of it when the channel is full.
   */
  void outputFrames() {
    if (closed) {
      return;
    }
    if (fullReason == null) {
      while (encoder.readyBytes() + Frame.OVERHEAD >= policy.maxFrameSize()) {
        outputFrame();
      }
    }
    if (fullReason != null) {
      encoder.close();
      closed = true;
      while (!outputFrame()) {
        if (frames.size() > MAX_FRAME_NUMBER) {
          return;
        }
      }
    }
  }

  private boolean outputFrame() {
    Frame frame = encoder.nextFrame(policy.maxFrameSize());
    frames.add(frame);
    outputBytes += Frame.OVERHEAD + frame.data().size();
    if (frame.number() == MAX_FRAME_NUMBER && fullReason == null) {
      fullReason = FullReason.MAX_FRAME_NUMBER;
    }
    return frame.isLast();
  }

  boolean hasTxData() {
    int waiting = frames.size() - nextFrame;
    return isFull() || !policy.blobs() ? waiting > 0 : waiting >= policy.framesPerTransaction();
  }

  /** Takes the next frames; only when {@link #hasTxData}. */
  TxData nextTxData() {
    int end = Math.min(frames.size(), nextFrame + policy.framesPerTransaction());
    TxData data = new TxData(frames.subList(nextFrame, end), policy.blobs());
    nextFrame = end;
    pending.put(data.id(), data);
    return data;
  }

  /** A transaction was not included: its frames, and those after them, are sent again. */
  void failed(TxData.Id id) {
    if (pending.remove(id) != null) {
      nextFrame = Math.min(nextFrame, id.first());
    }
  }

  /** A transaction is on L1. */
  void confirmed(TxData.Id id, long l1Number) {
    if (pending.remove(id) == null) {
      return;
    }
    confirmed++;
    anticipate(
        l1Number + policy.channelTimeout() - policy.safetyMargin(),
        FullReason.CHANNEL_TIMEOUT_NEAR);
    firstInclusion = Math.min(firstInclusion, l1Number);
    lastInclusion = Math.max(lastInclusion, l1Number);
  }

  boolean isPending(TxData.Id id) {
    return pending.containsKey(id);
  }

  /**
   * "A channel times out when the L1 block at hand is more than the channel timeout above the one
   * in which it was opened": its frames span too many L1 blocks.
   */
  boolean isTimedOut() {
    return confirmed > 0 && lastInclusion - firstInclusion >= policy.channelTimeout();
  }

  boolean isFullySubmitted() {
    return isFull() && closed && pending.isEmpty() && nextFrame == frames.size();
  }

  boolean isUntouched() {
    return confirmed == 0 && pending.isEmpty();
  }

  long lastInclusion() {
    return lastInclusion;
  }

  List<LoadedBlock> blocks() {
    return blocks;
  }

  int frameCount() {
    return frames.size();
  }

  long inputBytes() {
    return encoder.inputBytes();
  }

  long outputBytes() {
    return outputBytes;
  }

  /** The newest L2 block in it, or null while it is empty. */
  @Nullable BlockId newestL2() {
    return blocks.isEmpty() ? null : blocks.getLast().id();
  }

  /** The newest L1 origin in it; 0 while it is empty. */
  long newestL1Origin() {
    return blocks.isEmpty() ? 0 : blocks.getLast().ref().l1Origin().number();
  }
}
