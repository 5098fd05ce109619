package dev.kopi.core.derivation.batch;

import dev.kopi.core.chain.transaction.TransactionType;
import dev.kopi.core.derivation.ProtocolLimits;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.primitives.RlpWriter;
import dev.kopi.core.primitives.UInt256;
import java.util.ArrayList;
import java.util.List;

/**
 * The transactions of a span batch: finds their columns, and puts the transactions together from
 * them. Values are copied as they are encoded; only their form is checked.
 *
 * @see <a href="https://specs.optimism.io/protocol/delta/span-batches.html#span-batch-format">Span
 *     batch format</a>
 */
final class SpanTransactionReader {
  private static final int SIGNATURE_SIZE = 64;
  private static final int ADDRESS_SIZE = 20;
  private static final int WORD_SIZE = 32;

  /** The type bytes, each at its own place. */
  private static final byte[] TYPES = {0, 1, 2, 3, 4};

  private final RlpWriter writer = new RlpWriter(1024);
  private final SpanItems items;
  private final byte[] data;
  private final int count;
  private final int creations;
  private final int parities;
  private final int signatures;
  private final int recipients;
  private final int[] dataStarts;
  private final int[] dataEnds;
  private final long[] nonces;
  private final long[] gases;
  private final int legacyCount;
  private final int protections;

  /** Finds the columns, and leaves the cursor behind the last one. */
  SpanTransactionReader(ByteCursor in, int count) {
    this.data = in.data();
    this.items = new SpanItems(data);
    this.count = count;
    creations = in.bits(count);
    parities = in.bits(count);
    signatures = in.skip((long) SIGNATURE_SIZE * count);
    int created = 0;
    for (int i = 0; i < count; i++) {
      created += BitColumn.get(data, creations, count, i) ? 1 : 0;
    }
    recipients = in.skip((long) ADDRESS_SIZE * (count - created));
    dataStarts = new int[count];
    dataEnds = new int[count];
    int legacy = 0;
    for (int i = 0; i < count; i++) {
      dataStarts[i] = in.position();
      legacy += skipData(in) ? 1 : 0;
      dataEnds[i] = in.position();
    }
    legacyCount = legacy;
    nonces = numbers(in);
    gases = numbers(in);
    protections = in.bits(legacyCount);
  }

  private long[] numbers(ByteCursor in) {
    long[] out = new long[count];
    for (int i = 0; i < count; i++) {
      out[i] = in.varint();
    }
    return out;
  }

  /** Passes over type and RLP list of a transaction; answers whether it counts as a legacy one. */
  private static boolean skipData(ByteCursor in) {
    int type = in.peek();
    if (type < 0x80) {
      in.next();
    }
    int first = in.next();
    require(first >= 0xc0, "the data of a transaction is no list");
    int width = first < 0xf8 ? 0 : first - 0xf7;
    long length = first - 0xc0;
    if (width > 0) {
      require(width <= 4 && in.peek() != 0, "the length of a list is malformed");
      length = 0;
      for (int i = 0; i < width; i++) {
        length = length << 8 | in.next();
      }
      require(length >= 56, "the length of a list is malformed");
    }
    int limit = ProtocolLimits.MAX_SPAN_BATCH_ELEMENTS - 1 - width;
    require(length <= limit, "the data of a transaction is too long");
    in.skip(length);
    return type >= 0x80 || type == TransactionType.LEGACY.code();
  }

  /** Puts the transactions together. */
  List<Bytes> readAll(UInt256 chainId) {
    List<Bytes> out = new ArrayList<>(count);
    int recipient = recipients;
    int legacy = 0;
    for (int i = 0; i < count; i++) {
      boolean odd = BitColumn.get(data, parities, count, i);
      int first = data[dataStarts[i]] & 0xff;
      boolean isLegacy = first >= 0x80;
      boolean bound = !isLegacy || BitColumn.get(data, protections, legacyCount, legacy);
      legacy += isLegacy ? 1 : 0;
      boolean creates = BitColumn.get(data, creations, count, i);
      int to = creates ? -1 : recipient;
      recipient += creates ? 0 : ADDRESS_SIZE;
      out.add(
          isLegacy
              ? readLegacy(i, to, legacyV(chainId, bound, odd))
              : readTyped(i, first, to, chainId, odd));
    }
    return out;
  }

  /** 27 + y parity without replay protection, chain id × 2 + 35 + y parity with it (EIP-155). */
  private static UInt256 legacyV(UInt256 chainId, boolean bound, boolean odd) {
    UInt256 parity = odd ? UInt256.ONE : UInt256.ZERO;
    return bound
        ? chainId.add(chainId).add(UInt256.of(35)).add(parity)
        : UInt256.of(27).add(parity);
  }

  private Bytes readLegacy(int i, int to, UInt256 v) {
    items.start(dataStarts[i], dataEnds[i]);
    items.number(Integer.MAX_VALUE);
    items.number(Integer.MAX_VALUE);
    items.string();
    items.expectEnd();
    writer.clear().listOf(items.size() + sizeOfRest(i, to, v)).number(nonces[i]);
    items.copy(1, 1, writer);
    writer.number(gases[i]);
    writeRecipient(to);
    items.copy(0, 0, writer);
    items.copy(2, 2, writer);
    writer.number(v);
    return finish(i);
  }

  private Bytes readTyped(int i, int type, int to, UInt256 chainId, boolean odd) {
    items.start(dataStarts[i] + 1, dataEnds[i]);
    boolean setCode = type == TransactionType.SET_CODE.code();
    int fees;
    if (type == TransactionType.ACCESS_LIST.code()) {
      fees = 1;
    } else if (setCode || type == TransactionType.DYNAMIC_FEE.code()) {
      require(!setCode || to >= 0, "a transaction of type 4 creates a contract");
      fees = 2;
    } else {
      throw new DecodeException("span batch: a transaction of type " + type);
    }
    for (int number = 0; number <= fees; number++) {
      items.number(setCode ? WORD_SIZE : Integer.MAX_VALUE);
    }
    items.string();
    items.accessList();
    if (setCode) {
      items.authorizations();
    }
    items.expectEnd();
    UInt256 v = odd ? UInt256.ONE : UInt256.ZERO;
    int length = items.size() + RlpWriter.sizeOf(chainId) + sizeOfRest(i, to, v);
    writer.clear().raw(TYPES, type, 1).listOf(length).number(chainId).number(nonces[i]);
    items.copy(1, fees, writer);
    writer.number(gases[i]);
    writeRecipient(to);
    items.copy(0, 0, writer);
    items.copy(fees + 1, items.count() - 1, writer);
    writer.number(v);
    return finish(i);
  }

  /** How many bytes those items take that all transactions have and that stand in columns. */
  private int sizeOfRest(int i, int to, UInt256 v) {
    int signature = signatures + SIGNATURE_SIZE * i;
    return RlpWriter.sizeOf(nonces[i])
        + RlpWriter.sizeOf(gases[i])
        + (to < 0 ? 1 : 1 + ADDRESS_SIZE)
        + RlpWriter.sizeOf(v)
        + sizeOfWord(signature)
        + sizeOfWord(signature + WORD_SIZE);
  }

  private int sizeOfWord(int start) {
    int size = WORD_SIZE - zeros(start);
    return size == 1 && data[start + WORD_SIZE - 1] >= 0 ? 1 : 1 + size;
  }

  private void writeRecipient(int to) {
    if (to < 0) {
      writer.number(0);
    } else {
      writer.bytes(data, to, ADDRESS_SIZE);
    }
  }

  private Bytes finish(int i) {
    int signature = signatures + SIGNATURE_SIZE * i;
    writeWord(signature);
    writeWord(signature + WORD_SIZE);
    return writer.toBytes();
  }

  /** A word as a number, without leading zeros. */
  private void writeWord(int start) {
    int zeros = zeros(start);
    writer.bytes(data, start + zeros, WORD_SIZE - zeros);
  }

  private int zeros(int start) {
    int zeros = 0;
    while (zeros < WORD_SIZE && data[start + zeros] == 0) {
      zeros++;
    }
    return zeros;
  }

  private static void require(boolean holds, String message) {
    if (!holds) {
      throw new DecodeException("span batch: " + message);
    }
  }
}
