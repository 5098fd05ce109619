package dev.kopi.core.derivation.batch;

import dev.kopi.core.derivation.ProtocolLimits;
import dev.kopi.core.primitives.ByteRange;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.rollup.RollupConfig;
import java.util.ArrayList;
import java.util.List;

/**
 * A span batch as it stands in a channel: where its columns lie. It is read in two steps, since
 * what goes wrong in the first ends the channel and what goes wrong in the second does not.
 *
 * <p>A span batch is {@code prefix ++ payload}: the prefix is {@code rel_timestamp ++ l1_origin_num
 * ++ parent_check ++ l1_origin_check}, the payload {@code block_count ++ origin_bits ++
 * block_tx_counts ++ txs}.
 *
 * @see <a href="https://specs.optimism.io/protocol/delta/span-batches.html#span-batch-format">Span
 *     batch format</a>
 */
final class SpanBatchReader {
  private final byte[] data;
  private final long relativeTimestamp;
  private final long lastOriginNumber;
  private final int checks;
  private final int originBits;
  private final int[] transactionCounts;
  private final SpanTransactionReader transactions;

  private SpanBatchReader(ByteRange range) {
    data = range.array();
    ByteCursor in = new ByteCursor(data, range.start() + 1, range.end());
    relativeTimestamp = in.varint();
    lastOriginNumber = in.varint();
    checks = in.skip(2 * SpanBatch.CHECK_SIZE);
    int blocks = in.count();
    require(blocks > 0, "no block");
    originBits = in.bits(blocks);
    // A count takes at least one byte.
    require(blocks <= in.remaining(), "more blocks than bytes");
    transactionCounts = new int[blocks];
    long total = 0;
    for (int i = 0; i < blocks; i++) {
      transactionCounts[i] = in.count();
      total += transactionCounts[i];
    }
    require(total <= ProtocolLimits.MAX_SPAN_BATCH_ELEMENTS, "too many transactions");
    transactions = new SpanTransactionReader(in, (int) total);
  }

  /**
   * Finds the columns.
   *
   * @param data starts with the version byte
   * @throws DecodeException when they do not follow the format
   */
  static SpanBatchReader read(ByteRange data) {
    return new SpanBatchReader(data);
  }

  /**
   * Fills in what the batch leaves out.
   *
   * @throws DecodeException when its transactions cannot be put together
   */
  SpanBatch derive(RollupConfig config) {
    int count = transactionCounts.length;
    long[] epochs = new long[count];
    long epoch = lastOriginNumber;
    for (int i = count - 1; i >= 0; i--) {
      epochs[i] = epoch;
      if (BitColumn.get(data, originBits, count, i)) {
        epoch--;
      }
    }
    List<Bytes> all = transactions.readAll(config.l2ChainId());
    List<SpanBatch.Element> blocks = new ArrayList<>(count);
    int next = 0;
    for (int i = 0; i < count; i++) {
      long timestamp =
          config.genesisTimeSeconds() + relativeTimestamp + config.blockTimeSeconds() * i;
      int end = next + transactionCounts[i];
      blocks.add(new SpanBatch.Element(epochs[i], timestamp, all.subList(next, end)));
      next = end;
    }
    return new SpanBatch(
        Bytes.copyOf(data, checks, SpanBatch.CHECK_SIZE),
        Bytes.copyOf(data, checks + SpanBatch.CHECK_SIZE, SpanBatch.CHECK_SIZE),
        blocks);
  }

  private static void require(boolean holds, String message) {
    if (!holds) {
      throw new DecodeException("span batch: " + message);
    }
  }
}
