package dev.kopi.core.derivation.batch;

import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import java.util.List;

/**
 * A span of L2 blocks as it stands on L1, with everything that it leaves out filled in.
 *
 * @param parentCheck the first 20 bytes of the hash of the block before the first one
 * @param l1OriginCheck the first 20 bytes of the hash of the last block's L1 origin
 * @param blocks at least one
 * @see <a href="https://specs.optimism.io/protocol/delta/span-batches.html">Span batches</a>
 */
public record SpanBatch(Bytes parentCheck, Bytes l1OriginCheck, List<Element> blocks)
    implements Batch {
  /** The version byte. */
  static final int TYPE = 1;

  /** How many bytes of a hash a check has. */
  static final int CHECK_SIZE = 20;

  /**
   * One block.
   *
   * @param epochNumber the number of its L1 origin
   * @param timestampSeconds its timestamp
   * @param transactions its transactions without the deposits, each as blocks hold it
   */
  public record Element(long epochNumber, long timestampSeconds, List<Bytes> transactions) {
    /** Copies the list. */
    public Element {
      transactions = List.copyOf(transactions);
    }
  }

  /** Copies the list. */
  public SpanBatch {
    blocks = List.copyOf(blocks);
  }

  @Override
  public long timestampSeconds() {
    return blocks.getFirst().timestampSeconds();
  }

  /** The timestamp of the last block. */
  public long lastTimestampSeconds() {
    return blocks.getLast().timestampSeconds();
  }

  /** The L1 origin's number of the first block. */
  public long firstEpochNumber() {
    return blocks.getFirst().epochNumber();
  }

  /** The L1 origin's number of the last block. */
  public long lastEpochNumber() {
    return blocks.getLast().epochNumber();
  }

  /** Whether a block's hash is the one that the first block builds on. */
  public boolean buildsOn(Hash hash) {
    return check(hash).equals(parentCheck);
  }

  /** Whether an L1 block's hash is that of the last block's origin. */
  public boolean endsAtOrigin(Hash hash) {
    return check(hash).equals(l1OriginCheck);
  }

  /** The part of a hash that a check holds. */
  static Bytes check(Hash hash) {
    return hash.toBytes().slice(0, CHECK_SIZE);
  }
}
