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
 * <p>Blocks are kept until they are safe. A cursor tells which of them are in channels already;
 * what goes wrong with a channel (it times out, the safe head does not move as it should) is mended
 * by moving the cursor back, or by starting over. Frames are handed out in order, and after a
 * failure all frames from the failed one on are handed out again, since from Holocene on derivation
 * drops frames that are out of order.
 *
 * <p>Owned by one thread.
 */
public final class ChannelManager {
  private final Supplier<ChannelEncoder> encoders;
  private final List<LoadedBlock> blocks = new ArrayList<>();
  private final List<Channel> channels = new ArrayList<>();
  private final Map<TxData.Id, Channel> inFlight = new HashMap<>();
  private ChannelPolicy policy;
  private int cursor;
  private long l1OriginSubmittedLast;
  private @Nullable Channel current;
  private long lastCurrentL1;

  /** With nothing in it; {@link #clear} tells where to start. */
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

  /** How the next data is to be chosen. */
  public enum Urgency {
    /** Channels are closed when they are full, or their time has come. */
    NORMAL,
    /** More blocks are about to come: channels are closed only when they are full. */
    MORE_TO_COME,
    /** The open channel is closed now. */
    FLUSH
  }

  /**
   * The data of the next transaction, or null when nothing is to be sent.
   *
   * @param l1Head the number of L1's head
   */
  public @Nullable TxData nextTxData(long l1Head, Urgency urgency) {
    if (urgency == Urgency.FLUSH) {
      flush();
    }
    Channel ready = ready(l1Head, urgency);
    if (ready == null) {
      return null;
    }
    TxData data = ready.nextTxData();
    l1OriginSubmittedLast = Math.max(l1OriginSubmittedLast, ready.newestL1Origin());
    inFlight.put(data.id(), ready);
    return data;
  }

  private void flush() {
    while (cursor < blocks.size()) {
      fillCurrent();
      closeCurrent();
    }
    closeCurrent();
  }

  private void closeCurrent() {
    Channel open = current;
    if (open != null && !open.blocks().isEmpty()) {
      open.terminate();
      open.outputFrames();
    }
  }

  private @Nullable Channel ready(long l1Head, Urgency urgency) {
    for (Channel channel : channels) {
      if (channel.hasTxData()) {
        return channel;
      }
    }
    boolean open = current != null && !current.isFull();
    if (cursor == blocks.size() && !open) {
      return null;
    }
    Channel channel = fillCurrent();
    if (urgency != Urgency.MORE_TO_COME) {
      channel.checkDeadline(l1Head);
    }
    channel.outputFrames();
    return channel.hasTxData() ? channel : null;
  }

  private Channel fillCurrent() {
    Channel channel = current;
    if (channel == null || channel.isFull()) {
      channel = new Channel(encoders.get(), policy, l1OriginSubmittedLast);
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

  /** Changes how channels are made; the open ones of which nothing was sent are made anew. */
  public void usePolicy(ChannelPolicy changed) {
    policy = changed;
    for (Channel channel : channels) {
      if (channel.isUntouched()) {
        invalidate(channel);
        return;
      }
    }
  }

  /** A transaction was not included: its frames will be handed out again. */
  public void failed(TxData.Id id) {
    Channel channel = inFlight.remove(id);
    if (channel != null) {
      channel.failed(id);
    }
  }

  /** What a confirmation led to. */
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
    Channel channel = inFlight.remove(id);
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

  /** Takes a channel and all newer ones back: their blocks wait for new channels. */
  private void invalidate(Channel channel) {
    int index = channels.indexOf(channel);
    List<Channel> gone = List.copyOf(channels.subList(index, channels.size()));
    for (Channel one : gone) {
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
   * Compares with what the rollup node says: forgets what is safe, starts over when the state does
   * not fit, and tells what to load next.
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
    List<Channel> safe = channels.subList(0, safeChannels);
    if (current != null && safe.contains(current)) {
      current = null;
    }
    inFlight.values().removeAll(List.copyOf(safe));
    safe.clear();
  }

  private List<SyncActions.ChannelState> states() {
    List<SyncActions.ChannelState> states = new ArrayList<>();
    for (Channel channel : channels) {
      BlockId newest = channel.newestL2();
      states.add(
          new SyncActions.ChannelState(
              channel.isFullySubmitted() && !channel.isTimedOut(),
              newest == null ? 0 : newest.number(),
              channel.lastInclusion()));
    }
    return states;
  }

  /** About how many bytes are not safe yet: what throttling goes by. */
  public long unsafeBytes() {
    long sum = 0;
    for (LoadedBlock block : blocks.subList(cursor, blocks.size())) {
      sum += block.estimatedBytes();
    }
    for (Channel channel : channels) {
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

  /** A look at the state for people and metrics. */
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
