package dev.kopi.core.rollup;

import dev.kopi.core.chain.spec.OpFork;
import dev.kopi.core.chain.transaction.TransactionType;
import dev.kopi.core.primitives.Bytes;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** When a sequencer builds and seals, and what it may put into a block. */
public final class SequencerRules {
  /** Forks whose first block holds no transactions of users. */
  private static final Set<OpFork> EMPTY_ACTIVATION_BLOCKS =
      EnumSet.of(OpFork.ECOTONE, OpFork.FJORD, OpFork.ISTHMUS, OpFork.JOVIAN, OpFork.KARST);

  private SequencerRules() {}

  /**
   * Whether the next block must be without transactions from the pool.
   *
   * <p>"When exceeding the sequencer time drift, never allow the sequencer to include
   * transactions"; and several upgrades keep their first block free of them.
   *
   * @param origin the block's L1 origin
   * @see <a href="https://specs.optimism.io/protocol/derivation.html#batch-queue">Sequencer
   *     drift</a>
   */
  public static boolean excludesPool(
      RollupConfig config, long timestampSeconds, L1BlockRef origin) {
    long drift = config.maxSequencerDrift(origin.timestampSeconds());
    if (timestampSeconds > origin.timestampSeconds() + drift) {
      return true;
    }
    for (OpFork fork : EMPTY_ACTIVATION_BLOCKS) {
      if (config.isActivationBlock(fork, timestampSeconds)) {
        return true;
      }
    }
    return false;
  }

  /** When to start to build on a head: one block time before the block's timestamp, or now. */
  public static long buildAtMillis(RollupConfig config, L2BlockRef head, long nowMillis) {
    long blockMillis = config.blockTimeSeconds() * 1000;
    long payloadMillis = (head.timestampSeconds() + config.blockTimeSeconds()) * 1000;
    return Math.max(nowMillis, payloadMillis - blockMillis);
  }

  /** When to seal a block that builds on a head: shortly before its timestamp, or now. */
  public static long sealAtMillis(
      RollupConfig config, L2BlockRef head, long sealingMillis, long nowMillis) {
    long payloadMillis = (head.timestampSeconds() + config.blockTimeSeconds()) * 1000;
    return Math.max(nowMillis, payloadMillis - sealingMillis);
  }

  /**
   * Whether the safe head trails so far that the sequencer must wait.
   *
   * @param maxLag in blocks; 0 for no limit
   */
  public static boolean lagsTooFar(L2BlockRef unsafe, L2BlockRef safe, long maxLag) {
    return maxLag > 0 && safe.number() + maxLag <= unsafe.number();
  }

  /** What is wrong with the transactions of a block that the engine built. */
  public enum PayloadFault {
    NO_TRANSACTIONS,
    EMPTY_TRANSACTION,
    FIRST_IS_NO_DEPOSIT,
    DEPOSIT_AFTER_OTHERS
  }

  /** How many of a block's transactions are deposits; they come first. */
  public static int deposits(List<Bytes> transactions) {
    int count = 0;
    while (count < transactions.size()
        && TransactionType.DEPOSIT.isTypeOf(transactions.get(count))) {
      count++;
    }
    return count;
  }

  /** Checks that deposits open the block and nowhere else occur; null when all is well. */
  public static @Nullable PayloadFault check(List<Bytes> transactions) {
    if (transactions.isEmpty()) {
      return PayloadFault.NO_TRANSACTIONS;
    }
    boolean othersSeen = false;
    for (int i = 0; i < transactions.size(); i++) {
      Bytes transaction = transactions.get(i);
      if (transaction.isEmpty()) {
        return PayloadFault.EMPTY_TRANSACTION;
      }
      boolean deposit = TransactionType.DEPOSIT.isTypeOf(transaction);
      if (i == 0 && !deposit) {
        return PayloadFault.FIRST_IS_NO_DEPOSIT;
      }
      if (deposit && othersSeen) {
        return PayloadFault.DEPOSIT_AFTER_OTHERS;
      }
      othersSeen |= !deposit;
    }
    return null;
  }
}
