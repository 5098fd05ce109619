package dev.kopi.core.derivation.batch;

import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.primitives.RlpWriter;
import dev.kopi.core.rollup.RollupConfig;

/**
 * Builds a span batch block by block. All columns grow in place, so that appending a block and
 * telling the size of the whole cost no more than the block itself; the last block can be taken
 * back.
 *
 * @see <a href="https://specs.optimism.io/protocol/delta/span-batches.html#span-batch-format">Span
 *     batch format</a>
 */
public final class SpanBatchEncoder {
  private final RollupConfig config;
  private final BitColumn originBits = new BitColumn();
  private final ByteSink transactionCounts = new ByteSink();
  private final SpanTransactionColumns transactions;
  private Bytes parentCheck = Bytes.EMPTY;
  private Bytes originCheck = Bytes.EMPTY;
  private long firstTimestamp;
  private long lastTimestamp;
  private long lastEpoch;

  // What the last block changed, for taking it back.
  private Bytes originCheckBefore = Bytes.EMPTY;
  private long lastTimestampBefore;
  private long lastEpochBefore;
  private int transactionCountsBefore;

  /** With no block. */
  public SpanBatchEncoder(RollupConfig config) {
    this.config = config;
    this.transactions = new SpanTransactionColumns(config.l2ChainId());
  }

  /** How many blocks are in it. */
  public int blockCount() {
    return originBits.count();
  }

  /**
   * Appends a block.
   *
   * @param sequenceNumber the block's place within its epoch
   * @throws DecodeException when a transaction is none, or one of a kind that span batches cannot
   *     hold
   * @throws IllegalArgumentException when the block is older than the last one
   */
  public void add(SingularBatch batch, long sequenceNumber) {
    boolean first = blockCount() == 0;
    if (!first && batch.timestampSeconds() < lastTimestamp) {
      throw new IllegalArgumentException(
          "a block at " + batch.timestampSeconds() + " cannot follow one at " + lastTimestamp);
    }
    transactions.mark();
    try {
      batch.transactions().forEach(transactions::add);
    } catch (DecodeException e) {
      transactions.revert();
      throw e;
    }
    originCheckBefore = originCheck;
    lastTimestampBefore = lastTimestamp;
    lastEpochBefore = lastEpoch;
    transactionCountsBefore = transactionCounts.size();
    // The first bit is 1 if the first block has another L1 origin than its parent.
    originBits.add(first ? sequenceNumber == 0 : batch.epoch().number() > lastEpoch);
    transactionCounts.putVarint(batch.transactions().size());
    if (first) {
      parentCheck = SpanBatch.check(batch.parentHash());
      firstTimestamp = batch.timestampSeconds();
    }
    originCheck = SpanBatch.check(batch.epoch().hash());
    lastTimestamp = batch.timestampSeconds();
    lastEpoch = batch.epoch().number();
  }

  /** Takes the block appended last back; only once after each {@link #add}. */
  public void undo() {
    transactions.revert();
    originBits.truncate(originBits.count() - 1);
    transactionCounts.truncate(transactionCountsBefore);
    originCheck = originCheckBefore;
    lastTimestamp = lastTimestampBefore;
    lastEpoch = lastEpochBefore;
  }

  /** The size of the batch as channels hold it: a byte string of version and content. */
  public long encodedSize() {
    if (blockCount() == 0) {
      return 0;
    }
    long content =
        1L
            + ByteSink.varintSize(firstTimestamp - config.genesisTimeSeconds())
            + ByteSink.varintSize(lastEpoch)
            + 2 * SpanBatch.CHECK_SIZE
            + ByteSink.varintSize(blockCount())
            + originBits.size()
            + transactionCounts.size()
            + transactions.size();
    int lengthBytes = content < 56 ? 0 : (71 - Long.numberOfLeadingZeros(content)) / 8;
    return 1 + lengthBytes + content;
  }

  /** Writes the batch as channels hold it. */
  public void writeTo(RlpWriter out) {
    if (blockCount() == 0) {
      throw new IllegalStateException("a span batch holds at least one block");
    }
    ByteSink content = new ByteSink();
    content.put(SpanBatch.TYPE);
    content.putVarint(firstTimestamp - config.genesisTimeSeconds());
    content.putVarint(lastEpoch);
    content.put(parentCheck).put(originCheck);
    content.putVarint(blockCount());
    originBits.writeTo(content);
    content.put(transactionCounts);
    transactions.writeTo(content);
    out.bytes(content.unsafeArray(), 0, content.size());
  }
}
