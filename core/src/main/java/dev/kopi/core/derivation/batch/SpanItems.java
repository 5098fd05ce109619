package dev.kopi.core.derivation.batch;

import dev.kopi.core.chain.TransactionCodec;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.primitives.RlpReader;
import dev.kopi.core.primitives.RlpWriter;

/**
 * The items of a transaction's list in a span batch: each is checked for its form and can then be
 * copied as it stands.
 */
final class SpanItems {
  private static final int MAX_ITEMS = 6;

  private final byte[] data;
  private final RlpReader in;
  private final int[] starts = new int[MAX_ITEMS + 1];
  private int count;

  SpanItems(byte[] data, int start, int end) {
    this.data = data;
    RlpReader outer = new RlpReader(data, start, end - start);
    in = outer.list();
    outer.expectEnd();
    starts[0] = in.position();
  }

  int count() {
    return count;
  }

  /** A number without leading zeros, of at most so many bytes. */
  void number(int maxBytes) {
    string();
    int start = starts[count - 1];
    int first = data[start] & 0xff;
    int header = first < 0x80 ? 0 : first < 0xb8 ? 1 : 1 + first - 0xb7;
    int length = starts[count] - start - header;
    if (length > maxBytes || (length > 0 && data[start + header] == 0)) {
      throw new DecodeException("span batch: a number is malformed");
    }
  }

  /** A byte string. */
  void string() {
    if (in.nextIsList()) {
      throw new DecodeException("span batch: found a list where a string was expected");
    }
    in.skip();
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
