package dev.kopi.core.chain.block;

import dev.kopi.core.chain.transaction.TransactionEnvelope;
import dev.kopi.core.chain.transaction.TransactionType;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.RlpReader;
import dev.kopi.core.primitives.RlpWriter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A block: its header and what the header's roots stand for. */
public final class Block {
  /** The most bytes whose number is part of an RLP prefix. */
  private static final int SHORT = 55;

  private final Header header;
  private final List<TransactionEnvelope> transactions;
  private final List<Header> uncles;
  private final @Nullable List<Withdrawal> withdrawals;
  private final Hash hash;

  /**
   * Puts a block together; whether the roots fit is the executor's to check.
   *
   * @param withdrawals null before Shanghai
   */
  public Block(
      Header header,
      List<TransactionEnvelope> transactions,
      List<Header> uncles,
      @Nullable List<Withdrawal> withdrawals) {
    this.header = header;
    this.transactions = List.copyOf(transactions);
    this.uncles = List.copyOf(uncles);
    this.withdrawals = withdrawals == null ? null : List.copyOf(withdrawals);
    this.hash = header.hash();
  }

  /** The header. */
  public Header header() {
    return header;
  }

  /** The transactions, in order. */
  public List<TransactionEnvelope> transactions() {
    return transactions;
  }

  /** The uncles; none since the merge. */
  public List<Header> uncles() {
    return uncles;
  }

  /** The withdrawals; null before Shanghai. */
  public @Nullable List<Withdrawal> withdrawals() {
    return withdrawals;
  }

  /** The header's hash. */
  public Hash hash() {
    return hash;
  }

  /** The block's number. */
  public long number() {
    return header.number();
  }

  /** The RLP list of header, transactions, uncles and, from Shanghai on, withdrawals. */
  public Bytes encode() {
    RlpWriter out = new RlpWriter(1024).startList().raw(HeaderCodec.encode(header).unsafeArray());
    out.startList();
    for (TransactionEnvelope envelope : transactions) {
      if (envelope.transaction().type() == TransactionType.LEGACY) {
        out.raw(envelope.encoded().unsafeArray());
      } else {
        out.bytes(envelope.encoded());
      }
    }
    out.endList().startList();
    for (Header uncle : uncles) {
      out.raw(HeaderCodec.encode(uncle).unsafeArray());
    }
    out.endList();
    if (withdrawals != null) {
      out.startList();
      for (Withdrawal withdrawal : withdrawals) {
        out.raw(withdrawal.encode().unsafeArray());
      }
      out.endList();
    }
    return out.endList().toBytes();
  }

  /** The number of bytes of {@link #encode}. */
  public long encodedSize() {
    long list = 0;
    for (TransactionEnvelope envelope : transactions) {
      Bytes encoded = envelope.encoded();
      list +=
          envelope.transaction().type() == TransactionType.LEGACY
              ? encoded.size()
              : withPrefix(encoded.size());
    }
    long size = HeaderCodec.encode(header).size() + withPrefix(list);
    list = 0;
    for (Header uncle : uncles) {
      list += HeaderCodec.encode(uncle).size();
    }
    size += withPrefix(list);
    if (withdrawals != null) {
      list = 0;
      for (Withdrawal withdrawal : withdrawals) {
        list += withdrawal.encode().size();
      }
      size += withPrefix(list);
    }
    return withPrefix(size);
  }

  /** The size of a list, or of a string of more than one byte, with its prefix. */
  private static long withPrefix(long size) {
    return size <= SHORT ? 1 + size : 1 + (71 - Long.numberOfLeadingZeros(size)) / 8 + size;
  }

  /**
   * Reads exactly one block.
   *
   * @throws DecodeException when the bytes are not a block
   */
  public static Block decode(Bytes encoded) {
    RlpReader reader = new RlpReader(encoded);
    Block block = read(reader);
    reader.expectEnd();
    return block;
  }

  /** Reads the next list as a block. */
  public static Block read(RlpReader reader) {
    RlpReader in = reader.list();
    Header header = HeaderCodec.read(in);
    List<TransactionEnvelope> transactions = new ArrayList<>();
    RlpReader list = in.list();
    while (list.hasMore()) {
      boolean legacy = list.nextIsList();
      Bytes encoded = legacy ? list.raw() : list.bytes();
      if (!legacy && (encoded.isEmpty() || encoded.get(0) < 0)) {
        throw new DecodeException("block: a typed transaction starts with its type");
      }
      transactions.add(TransactionEnvelope.decode(encoded));
    }
    List<Header> uncles = new ArrayList<>();
    list = in.list();
    while (list.hasMore()) {
      uncles.add(HeaderCodec.read(list));
    }
    @Nullable List<Withdrawal> withdrawals = null;
    if (in.hasMore()) {
      withdrawals = new ArrayList<>();
      list = in.list();
      while (list.hasMore()) {
        withdrawals.add(Withdrawal.read(list));
      }
    }
    in.expectEnd();
    return new Block(header, transactions, uncles, withdrawals);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Block that && hash.equals(that.hash);
  }

  @Override
  public int hashCode() {
    return hash.hashCode();
  }

  @Override
  public String toString() {
    return "block " + header.number() + " " + hash;
  }
}
