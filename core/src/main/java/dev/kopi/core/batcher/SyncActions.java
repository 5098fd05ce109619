package dev.kopi.core.batcher;

import dev.kopi.core.rollup.BlockId;
import dev.kopi.core.rollup.L2BlockRef;
import dev.kopi.core.rollup.SyncStatus;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The actions of the batcher on the sync status of the rollup node. */
public sealed interface SyncActions {
  /** L2 blocks to load, both ends included. */
  record Range(long first, long last) {}

  /** The blocks to load, or null for none. */
  @Nullable Range load();

  /** The node is not ready, or was just restarted: nothing is done until it has caught up. */
  record Wait(Reason reason) implements SyncActions {
    @Override
    public @Nullable Range load() {
      return null;
    }
  }

  /**
   * The blocks in memory do not match the chain: clear the state and load again.
   *
   * @param l1Origin the origin of the safe head
   */
  record StartOver(Reason reason, BlockId l1Origin, @Nullable Range load) implements SyncActions {}

  /**
   * The state is consistent.
   *
   * @param safeBlocks how many of the oldest blocks are safe
   * @param safeChannels how many of the oldest channels are safe
   */
  record Advance(int safeBlocks, int safeChannels, @Nullable Range load) implements SyncActions {}

  /** Why the state is cleared. */
  enum Reason {
    STATUS_EMPTY,
    DERIVATION_WENT_BACK,
    SAFE_HEAD_BELOW_STATE,
    SAFE_HEAD_ABOVE_STATE,
    SAFE_CHAIN_DIFFERS,
    SAFE_HEAD_STALLED
  }

  /**
   * The part of a channel's state that matters here.
   *
   * @param submitted whether it is on L1 completely and in time
   * @param newestL2 the number of its newest L2 block
   * @param lastInclusion the number of the L1 block with its last frame
   */
  record ChannelState(boolean submitted, long newestL2, long lastInclusion) {}

  /**
   * Decides.
   *
   * @param lastCurrentL1 the L1 block up to which the node had derived at the previous check
   * @param blocks the blocks in memory, oldest first
   * @param channels the channels in memory, oldest first
   */
  static SyncActions of(
      SyncStatus status,
      long lastCurrentL1,
      List<LoadedBlock> blocks,
      List<ChannelState> channels) {
    L2BlockRef safe = status.safeL2();
    long unsafe = status.unsafeL2().number();
    if (safe.hash().isZero()
        || status.unsafeL2().hash().isZero()
        || status.headL1().hash().isZero()) {
      return new Wait(Reason.STATUS_EMPTY);
    }
    if (status.currentL1().number() < lastCurrentL1) {
      return new Wait(Reason.DERIVATION_WENT_BACK);
    }
    Range allUnsafe = range(safe.number() + 1, unsafe);
    if (blocks.isEmpty()) {
      return new Advance(0, safeChannels(channels, safe), allUnsafe);
    }
    long oldest = blocks.getFirst().number();
    if (safe.number() + 1 < oldest) {
      return new StartOver(Reason.SAFE_HEAD_BELOW_STATE, safe.l1Origin(), allUnsafe);
    }
    long nowSafe = safe.number() + 1 - oldest;
    if (nowSafe > blocks.size()) {
      return new StartOver(Reason.SAFE_HEAD_ABOVE_STATE, safe.l1Origin(), allUnsafe);
    }
    if (nowSafe > 0 && !blocks.get((int) nowSafe - 1).ref().hash().equals(safe.hash())) {
      return new StartOver(Reason.SAFE_CHAIN_DIFFERS, safe.l1Origin(), allUnsafe);
    }
    for (ChannelState channel : channels) {
      if (channel.submitted()
          && status.currentL1().number() > channel.lastInclusion()
          && safe.number() < channel.newestL2()) {
        return new StartOver(Reason.SAFE_HEAD_STALLED, safe.l1Origin(), allUnsafe);
      }
    }
    return new Advance(
        (int) nowSafe, safeChannels(channels, safe), range(blocks.getLast().number() + 1, unsafe));
  }

  private static int safeChannels(List<ChannelState> channels, L2BlockRef safe) {
    int count = 0;
    while (count < channels.size() && channels.get(count).newestL2() <= safe.number()) {
      count++;
    }
    return count;
  }

  private static @Nullable Range range(long first, long last) {
    return first <= last ? new Range(first, last) : null;
  }
}
