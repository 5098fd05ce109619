package dev.kopi.core.chain.spec;

import dev.kopi.core.chain.block.Header;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.UInt256;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which rules a chain follows when: the table of its forks.
 *
 * @param chainId the chain's id
 * @param activations for each fork the block number (before Shanghai) or timestamp (from Shanghai
 *     on) from which it holds; Frontier holds from the start, a fork without an entry never comes.
 *     Paris is decided by the header, not by this table.
 * @param terminalTotalDifficulty the total difficulty at which proof of work ended; null when it
 *     never does
 * @param daoForkBlock where the DAO's accounts are emptied; null when they are not
 * @param blobSchedule blob parameters with the timestamp from which each holds, in order of time
 * @param depositContract the contract whose logs are validator deposits (EIP-6110); null where
 *     there is none
 * @param op set on a chain of the OP Stack, whose Ethereum rule set follows from its OP fork
 */
public record ChainSpec(
    UInt256 chainId,
    Map<Fork, Long> activations,
    @Nullable UInt256 terminalTotalDifficulty,
    @Nullable Long daoForkBlock,
    List<BlobScheduleEntry> blobSchedule,
    @Nullable Address depositContract,
    @Nullable OpSpec op) {

  /**
   * Blob parameters from a moment on.
   *
   * @param fromSeconds the block timestamp from which they hold
   * @param params the parameters
   */
  public record BlobScheduleEntry(long fromSeconds, BlobParams params) {}

  /** Copies the table and sorts the schedule. */
  public ChainSpec {
    EnumMap<Fork, Long> copy = new EnumMap<>(Fork.class);
    copy.putAll(activations);
    copy.put(Fork.FRONTIER, 0L);
    activations = Collections.unmodifiableMap(copy);
    blobSchedule =
        blobSchedule.stream()
            .sorted(Comparator.comparingLong(BlobScheduleEntry::fromSeconds))
            .toList();
  }

  /**
   * The rules of the block with this header. A difficulty of zero marks a block after the merge.
   */
  public Rules rules(Header header) {
    return rules(header.number(), header.timestampSeconds(), header.difficulty().isZero());
  }

  /**
   * The rules of a block.
   *
   * @param number the block's number
   * @param timestampSeconds the block's timestamp
   * @param merged whether the block comes after the merge
   */
  public Rules rules(long number, long timestampSeconds, boolean merged) {
    OpSpec optimism = op;
    if (optimism != null) {
      OpFork opFork = optimism.forkAt(timestampSeconds);
      return new Rules(
          chainId,
          opFork.execution(),
          opFork,
          opFork.atLeast(OpFork.ECOTONE) ? BlobParams.CANCUN : null);
    }
    Fork fork = forkAt(number, timestampSeconds, merged);
    return new Rules(chainId, fork, null, blobParams(fork, timestampSeconds));
  }

  private Fork forkAt(long number, long timestampSeconds, boolean merged) {
    Fork newest = merged ? Fork.PARIS : Fork.FRONTIER;
    for (Map.Entry<Fork, Long> entry : activations.entrySet()) {
      Fork fork = entry.getKey();
      boolean reached =
          fork.byTimestamp()
              ? merged && Long.compareUnsigned(timestampSeconds, entry.getValue()) >= 0
              : fork != Fork.PARIS && Long.compareUnsigned(number, entry.getValue()) >= 0;
      if (reached && fork.atLeast(newest)) {
        newest = fork;
      }
    }
    return newest;
  }

  private @Nullable BlobParams blobParams(Fork fork, long timestampSeconds) {
    if (!fork.atLeast(Fork.CANCUN)) {
      return null;
    }
    BlobParams params = fork.atLeast(Fork.PRAGUE) ? BlobParams.PRAGUE : BlobParams.CANCUN;
    for (BlobScheduleEntry entry : blobSchedule) {
      if (Long.compareUnsigned(timestampSeconds, entry.fromSeconds()) >= 0) {
        params = entry.params();
      }
    }
    return params;
  }
}
