package dev.kopi.core.derivation.batch;

import dev.kopi.core.chain.transaction.TransactionCodec;
import dev.kopi.core.primitives.RlpReader;
import dev.kopi.core.primitives.RlpWriter;

/**
 * The items of a transaction's list in a span batch: each is checked for its form and can then be
 * copied as it stands. It is used for one transaction after another.
 */
final class SpanItems {
  private static final int MAX_ITEMS = 6;

  private final byte[] data;
  private final RlpReader in;
  private final int[] starts = new int[MAX_ITEMS + 1];
  private int count;

  SpanItems(byte[] data) {
    this.data = data;
    this.in = new RlpReader(data);
  }

  /** Begins with the list that takes all of a part of the data. */
  void start(int start, int end) {
    in.restart(start, end - start);
    in.enterLastList();
    starts[0] = in.position();
    count = 0;
  }

  int count() {
    return count;
  }

  /** A number without leading zeros, of at most so many bytes. */
  void number(int maxBytes) {
    in.skipNumber(maxBytes);
    close();
  }

  /** A byte string. */
  void string() {
    in.skipString();
    close();
  }

  void accessList() {
    RlpReader entries = in.list();
    while (entries.hasMore()) {
      RlpReader entry = entries.list();
      entry.address();
      RlpReader keys = entry.list();
      while (keys.hasMore()) {
        keys.hash();
      }
      entry.expectEnd();
    }
    close();
  }

  void authorizations() {
    TransactionCodec.readAuthorizations(in);
    close();
  }

  private void close() {
    starts[++count] = in.position();
  }

  void expectEnd() {
    in.expectEnd();
  }

  /** How many bytes all items take. */
  int size() {
    return starts[count] - starts[0];
  }

  /** Copies items that follow one another. */
  void copy(int first, int last, RlpWriter out) {
    out.raw(data, starts[first], starts[last + 1] - starts[first]);
  }
}
