package dev.kopi.apps.derive;

import dev.kopi.core.chain.block.Block;
import dev.kopi.core.chain.block.Header;
import dev.kopi.core.chain.receipt.Receipt;
import dev.kopi.core.chain.receipt.ReceiptCodec;
import dev.kopi.core.chain.transaction.TransactionEnvelope;
import dev.kopi.core.derivation.attributes.L2Blocks;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.rollup.L2BlockRef;
import dev.kopi.core.rollup.RollupConfig;
import java.lang.reflect.RecordComponent;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Finds the first field in which a recorded block and a built one differ. */
final class ChainComparison {
  private ChainComparison() {}

  /** The first difference; null when the blocks are the same. */
  static @Nullable Difference compare(
      RollupConfig config, RecordedL2Block expected, Block found, List<Receipt> receipts) {
    String where = "L2 block " + found.number();
    Block block = expected.block();
    Difference difference =
        compareLists(
            where, "transaction", encoded(block.transactions()), encoded(found.transactions()));
    if (difference == null) {
      difference = compareHeaders(where, block.header(), found.header());
    }
    if (difference == null) {
      difference = field(where, "hash", expected.hash(), found.hash());
    }
    if (difference == null) {
      L2BlockRef ref = L2Blocks.ref(config, found);
      difference = field(where, "l1Origin", expected.l1Origin(), ref.l1Origin());
      if (difference == null) {
        difference =
            field(where, "sequenceNumber", expected.sequenceNumber(), ref.sequenceNumber());
      }
    }
    if (difference == null) {
      List<Bytes> built = receipts.stream().map(ReceiptCodec::encode).toList();
      difference = compareLists(where, "receipt", expected.receipts(), built);
    }
    return difference;
  }

  /** A difference when two values are not the same. */
  static @Nullable Difference field(
      String where, String field, @Nullable Object expected, @Nullable Object found) {
    return Objects.equals(expected, found)
        ? null
        : new Difference(where, field, String.valueOf(expected), String.valueOf(found));
  }

  static List<Bytes> encoded(List<TransactionEnvelope> transactions) {
    return transactions.stream().map(TransactionEnvelope::encoded).toList();
  }

  /** The first item that differs, or how many there are. */
  static @Nullable Difference compareLists(
      String where, String item, List<Bytes> expected, List<Bytes> found) {
    for (int i = 0; i < Math.min(expected.size(), found.size()); i++) {
      if (!expected.get(i).equals(found.get(i))) {
        return new Difference(where, item + " " + i, expected.get(i).toHex(), found.get(i).toHex());
      }
    }
    return field(where, item + "s", expected.size() + " of them", found.size() + " of them");
  }

  private static @Nullable Difference compareHeaders(String where, Header expected, Header found) {
    for (RecordComponent field : Header.class.getRecordComponents()) {
      Difference difference =
          field(where, field.getName(), value(field, expected), value(field, found));
      if (difference != null) {
        return difference;
      }
    }
    return null;
  }

  private static @Nullable Object value(RecordComponent field, Header header) {
    try {
      return field.getAccessor().invoke(header);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }
}
