package dev.kopi.apps.derive;

import dev.kopi.core.chain.Block;
import dev.kopi.core.chain.Header;
import dev.kopi.core.chain.TransactionEnvelope;
import java.lang.reflect.RecordComponent;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Finds the first field in which two blocks differ. */
final class ChainComparison {
  private ChainComparison() {}

  /** The first difference; null when the blocks are the same. */
  static @Nullable Difference compare(Block expected, Block found) {
    if (expected.hash().equals(found.hash())) {
      return null;
    }
    String where = "L2 block " + expected.number();
    Difference transactions = compareTransactions(where, expected, found);
    return transactions != null
        ? transactions
        : compareHeaders(where, expected.header(), found.header());
  }

  private static @Nullable Difference compareTransactions(
      String where, Block expected, Block found) {
    List<TransactionEnvelope> left = expected.transactions();
    List<TransactionEnvelope> right = found.transactions();
    for (int i = 0; i < Math.min(left.size(), right.size()); i++) {
      if (!left.get(i).equals(right.get(i))) {
        return new Difference(
            where, "transaction " + i, left.get(i).toString(), right.get(i).toString());
      }
    }
    return left.size() == right.size()
        ? null
        : new Difference(
            where, "transactions", left.size() + " of them", right.size() + " of them");
  }

  private static Difference compareHeaders(String where, Header expected, Header found) {
    for (RecordComponent field : Header.class.getRecordComponents()) {
      Object left = value(field, expected);
      Object right = value(field, found);
      if (!Objects.equals(left, right)) {
        return new Difference(where, field.getName(), String.valueOf(left), String.valueOf(right));
      }
    }
    return new Difference(where, "hash", expected.hash().toHex(), found.hash().toHex());
  }

  private static @Nullable Object value(RecordComponent field, Header header) {
    try {
      return field.getAccessor().invoke(header);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }
}
