package dev.kopi.adapters.store;

import dev.kopi.core.chain.Block;
import dev.kopi.core.chain.Header;
import dev.kopi.core.chain.HeaderCodec;
import dev.kopi.core.chain.Receipt;
import dev.kopi.core.chain.TransactionEnvelope;
import dev.kopi.core.chain.Withdrawal;
import dev.kopi.core.platform.BigEndian;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.RlpReader;
import dev.kopi.core.rollup.BlockId;
import dev.kopi.core.store.StoreException;
import dev.kopi.core.store.TransactionLocation;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Blocks, receipts and the canonical chain in the database. */
final class ChainDatabase {
  private final KeyValue db;

  ChainDatabase(KeyValue db) {
    this.db = db;
  }

  /** The number of a known block, or null. */
  @Nullable BlockId id(Hash hash) {
    byte[] number = db.get(Kind.NUMBER, hash.toArray());
    return number == null ? null : new BlockId(hash, BigEndian.getLong(number, 0));
  }

  @Nullable Header header(Hash hash) {
    BlockId id = id(hash);
    return id == null
        ? null
        : read(Kind.HEADER, id, value -> HeaderCodec.decode(Bytes.wrap(value)));
  }

  @Nullable Block block(Hash hash) {
    BlockId id = id(hash);
    if (id == null) {
      return null;
    }
    Header header = header(hash);
    return header == null ? null : read(Kind.BODY, id, value -> body(header, value));
  }

  @Nullable List<Receipt> receipts(Hash hash) {
    BlockId id = id(hash);
    return id == null ? null : read(Kind.RECEIPTS, id, Values::receipts);
  }

  private <T> @Nullable T read(Kind kind, BlockId id, Function<byte[], T> decoder) {
    byte[] value = db.get(kind, Keys.block(id.number(), id.hash()));
    if (value == null) {
      return null;
    }
    try {
      return decoder.apply(value);
    } catch (DecodeException e) {
      throw new StoreException(
          StoreException.Reason.CORRUPT,
          "the database is damaged: " + kind.label() + " of block " + id,
          e);
    }
  }

  @Nullable Hash canonicalHash(long number) {
    byte[] hash = db.get(Kind.CANONICAL, Keys.number(number));
    return hash == null ? null : Hash.of(hash);
  }

  @Nullable TransactionLocation transaction(Hash transactionHash) {
    byte[] value = db.get(Kind.TRANSACTION, transactionHash.toArray());
    if (value == null) {
      return null;
    }
    long number = BigEndian.getLong(value, 0);
    Hash block = canonicalHash(number);
    return block == null
        ? null
        : new TransactionLocation(block, number, BigEndian.getInt(value, 8));
  }

  /** Adds a block and its receipts to a batch. */
  static void put(Batch batch, Block block, List<Receipt> receipts) {
    byte[] key = Keys.block(block.number(), block.hash());
    batch.put(Kind.NUMBER, block.hash().toArray(), Keys.number(block.number()));
    batch.put(Kind.HEADER, key, HeaderCodec.encode(block.header()).unsafeArray());
    batch.put(Kind.BODY, key, body(block));
    batch.put(Kind.RECEIPTS, key, Values.receipts(receipts));
  }

  /** Makes a block canonical. */
  static void putCanonical(Batch batch, Block block) {
    batch.put(Kind.CANONICAL, Keys.number(block.number()), block.hash().toArray());
    int index = 0;
    for (TransactionEnvelope transaction : block.transactions()) {
      byte[] place = new byte[12];
      BigEndian.putLong(place, 0, block.number());
      BigEndian.putInt(place, 8, index++);
      batch.put(Kind.TRANSACTION, transaction.hash().toArray(), place);
    }
  }

  /** Makes a block no longer canonical. */
  static void deleteCanonical(Batch batch, Block block) {
    batch.delete(Kind.CANONICAL, Keys.number(block.number()));
    for (TransactionEnvelope transaction : block.transactions()) {
      batch.delete(Kind.TRANSACTION, transaction.hash().toArray());
    }
  }

  private static byte[] body(Block block) {
    ByteSink out = new ByteSink(1024);
    out.number(block.transactions().size());
    block.transactions().forEach(transaction -> out.bytes(transaction.encoded()));
    out.number(block.uncles().size());
    block.uncles().forEach(uncle -> out.bytes(HeaderCodec.encode(uncle)));
    List<Withdrawal> withdrawals = block.withdrawals();
    out.flag(withdrawals != null);
    if (withdrawals != null) {
      out.number(withdrawals.size());
      withdrawals.forEach(withdrawal -> out.bytes(withdrawal.encode()));
    }
    return out.toArray();
  }

  private static Block body(Header header, byte[] value) {
    ByteSource in = new ByteSource(value, "block body");
    int count = in.count(1);
    List<TransactionEnvelope> transactions = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      transactions.add(TransactionEnvelope.decode(in.bytes()));
    }
    int uncleCount = in.count(1);
    List<Header> uncles = new ArrayList<>(uncleCount);
    for (int i = 0; i < uncleCount; i++) {
      uncles.add(HeaderCodec.decode(in.bytes()));
    }
    @Nullable List<Withdrawal> withdrawals = null;
    if (in.flag()) {
      int withdrawalCount = in.count(1);
      withdrawals = new ArrayList<>(withdrawalCount);
      for (int i = 0; i < withdrawalCount; i++) {
        withdrawals.add(Withdrawal.read(new RlpReader(in.bytes())));
      }
    }
    in.expectEnd();
    return new Block(header, transactions, uncles, withdrawals);
  }
}
