package dev.kopi.core.batcher;

import dev.kopi.core.primitives.Hash;
import dev.kopi.core.rollup.BlockId;
import dev.kopi.core.rollup.SyncStatus;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The state of a batcher: L2 blocks that are not safe yet, the channels that hold them, and the
 * transactions that carry the channels' frames.
 *
 * <p>Blocks are kept until they are safe. A cursor separates those that are in channels from the
 * rest. When a channel times out, or the safe head does not advance as expected, the cursor moves
 * back, or the state is cleared. Frames are handed out in order. After a failure all frames from
 * the failed one on are handed out again, since from Holocene on derivation drops frames that are
 * out of order.
 *
 * <p>Owned by one thread.
 */
public final class ChannelManager {
  private final Supplier<ChannelEncoder> encoders;
  private final List<LoadedBlock> blocks = new ArrayList<>();
  private final List<OutgoingChannel> channels = new ArrayList<>();
  private final Map<TxData.Id, OutgoingChannel> inFlight = new HashMap<>();
  private ChannelPolicy policy;
  private int cursor;
  private long l1OriginSubmittedLast;
  private @Nullable OutgoingChannel current;
  private long lastCurrentL1;

  /** Empty; {@link #clear} sets where to start. */
  public ChannelManager(ChannelPolicy policy, Supplier<ChannelEncoder> encoders) {
    this.policy = policy;
    this.encoders = encoders;
  }

  /** Forgets all blocks, channels and transactions. */
  public void clear(BlockId l1Origin) {
    blocks.clear();
    channels.clear();
    inFlight.clear();
    cursor = 0;
    current = null;
    l1OriginSubmittedLast = l1Origin.number();
  }

  /**
   * Appends an L2 block.
   *
   * @return false when it does not build on the last one: L2 was reorganised
   */
  public boolean add(LoadedBlock block) {
    Hash parent = block.ref().parentHash();
    if (!blocks.isEmpty() && !blocks.getLast().ref().hash().equals(parent)) {
      return false;
    }
    blocks.add(block);
    return true;
  }

  /** When channels are closed. */
  public enum Urgency {
    /** Channels are closed when they are full, or their time has come. */
    NORMAL,
    /** More blocks are about to come: channels are closed only when they are full. */
    MORE_TO_COME
  }

  /**
   * The data of the next transaction, or null when there is nothing to send.
   *
   * @param l1Head the number of L1's head
   */
  public @Nullable TxData nextTxData(long l1Head, Urgency urgency) {
    OutgoingChannel ready = ready(l1Head, urgency);
    if (ready == null) {
      return null;
    }
    TxData data = ready.nextTxData();
    l1OriginSubmittedLast = Math.max(l1OriginSubmittedLast, ready.newestL1Origin());
    inFlight.put(data.id(), ready);
    return data;
  }

  /** Adds all blocks to channels and closes the open one, so that all data is ready to be sent. */
  public void flush() {
    while (cursor < blocks.size()) {
      fillCurrent();
      closeCurrent();
    }
    closeCurrent();
  }

  private void closeCurrent() {
    OutgoingChannel open = current;
    if (open != null && !open.blocks().isEmpty()) {
      open.terminate();
      open.outputFrames();
    }
  }

  private @Nullable OutgoingChannel ready(long l1Head, Urgency urgency) {
    for (OutgoingChannel channel : channels) {
      if (channel.hasTxData()) {
        return channel;
      }
    }
    boolean open = current != null && !current.isFull();
    if (cursor == blocks.size() && !open) {
      return null;
    }
    OutgoingChannel channel = fillCurrent();
    if (urgency != Urgency.MORE_TO_COME) {
      channel.checkDeadline(l1Head);
    }
    channel.outputFrames();
    return channel.hasTxData() ? channel : null;
  }

  private OutgoingChannel fillCurrent() {
    OutgoingChannel channel = current;
    if (channel == null || channel.isFull()) {
      channel = new OutgoingChannel(encoders.get(), policy, l1OriginSubmittedLast);
      current = channel;
      channels.add(channel);
    }
    while (cursor < blocks.size() && channel.add(blocks.get(cursor))) {
      cursor++;
    }
    if (channel.blocks().isEmpty() && channel.isFull()) {
      throw new IllegalStateException(
          "L2 block " + blocks.get(cursor).id() + " does not fit an empty channel");
    }
    return channel;
  }

  /** Changes the channel policy; open channels of which nothing was sent are rebuilt. */
  public void usePolicy(ChannelPolicy changed) {
    policy = changed;
    for (OutgoingChannel channel : channels) {
      if (channel.isUntouched()) {
        invalidate(channel);
        return;
      }
    }
  }

  /** A transaction was not included: its frames will be handed out again. */
  public void failed(TxData.Id id) {
    OutgoingChannel channel = inFlight.remove(id);
    if (channel != null) {
      channel.failed(id);
    }
  }

  /** The result of a confirmation. */
  public enum Confirmation {
    /** The transaction is not known (any more). */
    UNKNOWN,
    RECORDED,
    CHANNEL_SUBMITTED,
    /** The channel's frames span too many L1 blocks: its blocks will be sent again. */
    CHANNEL_TIMED_OUT
  }

  /** A transaction is on L1 in a block of this number. */
  public Confirmation confirmed(TxData.Id id, long l1Number) {
    OutgoingChannel channel = inFlight.remove(id);
    if (channel == null) {
      return Confirmation.UNKNOWN;
    }
    channel.confirmed(id, l1Number);
    if (channel.isTimedOut()) {
      invalidate(channel);
      return Confirmation.CHANNEL_TIMED_OUT;
    }
    return channel.isFullySubmitted() ? Confirmation.CHANNEL_SUBMITTED : Confirmation.RECORDED;
  }

  /** Drops a channel and all newer ones; their blocks go into new channels. */
  private void invalidate(OutgoingChannel channel) {
    int index = channels.indexOf(channel);
    List<OutgoingChannel> gone = List.copyOf(channels.subList(index, channels.size()));
    for (OutgoingChannel one : gone) {
      if (!one.blocks().isEmpty()) {
        long first = blocks.isEmpty() ? Long.MAX_VALUE : blocks.getFirst().number();
        long target = one.blocks().getFirst().number() - first;
        cursor = (int) Math.max(0, Math.min(cursor, target));
        break;
      }
    }
    channels.subList(index, channels.size()).clear();
    inFlight.values().removeAll(gone);
    current = null;
  }

  /**
   * Compares the state with the rollup node's sync status: drops safe blocks, clears on a mismatch,
   * and returns what to load next.
   */
  public SyncActions sync(SyncStatus status) {
    SyncActions actions = SyncActions.of(status, lastCurrentL1, blocks, states());
    if (actions instanceof SyncActions.Wait) {
      return actions;
    }
    lastCurrentL1 = status.currentL1().number();
    switch (actions) {
      case SyncActions.StartOver startOver -> clear(startOver.l1Origin());
      case SyncActions.Advance advance -> prune(advance.safeBlocks(), advance.safeChannels());
      case SyncActions.Wait wait -> {}
    }
    return actions;
  }

  private void prune(int safeBlocks, int safeChannels) {
    blocks.subList(0, safeBlocks).clear();
    cursor = Math.max(0, cursor - safeBlocks);
    List<OutgoingChannel> safe = channels.subList(0, safeChannels);
    if (current != null && safe.contains(current)) {
      current = null;
    }
    inFlight.values().removeAll(List.copyOf(safe));
    safe.clear();
  }

  private List<SyncActions.ChannelState> states() {
    List<SyncActions.ChannelState> states = new ArrayList<>();
    for (OutgoingChannel channel : channels) {
      BlockId newest = channel.newestL2();
      states.add(
          new SyncActions.ChannelState(
              channel.isFullySubmitted() && !channel.isTimedOut(),
              newest == null ? 0 : newest.number(),
              channel.lastInclusion()));
    }
    return states;
  }

  /** Approximate bytes that are not safe yet, the input of throttling. */
  public long unsafeBytes() {
    long sum = 0;
    for (LoadedBlock block : blocks.subList(cursor, blocks.size())) {
      sum += block.estimatedBytes();
    }
    for (OutgoingChannel channel : channels) {
      if (channel.frameCount() > 0) {
        sum += channel.outputBytes();
      } else {
        for (LoadedBlock block : channel.blocks()) {
          sum += block.estimatedBytes();
        }
      }
    }
    return sum;
  }

  /** A snapshot of the state for logs and metrics. */
  public Snapshot snapshot() {
    return new Snapshot(
        blocks.size(), blocks.size() - cursor, channels.size(), inFlight.size(), unsafeBytes());
  }

  /**
   * Numbers about the state.
   *
   * @param blocks L2 blocks that are not safe
   * @param pendingBlocks those of them that are in no channel
   * @param channels channels that are not safe
   * @param transactions transactions on their way
   * @param unsafeBytes about how many bytes are not safe
   */
  public record Snapshot(
      int blocks, int pendingBlocks, int channels, int transactions, long unsafeBytes) {}
}
