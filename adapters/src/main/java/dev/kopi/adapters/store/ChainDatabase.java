package dev.kopi.adapters.store;

import dev.kopi.core.chain.block.Block;
import dev.kopi.core.chain.block.Header;
import dev.kopi.core.chain.block.HeaderCodec;
import dev.kopi.core.chain.receipt.Receipt;
import dev.kopi.core.chain.transaction.TransactionEnvelope;
import dev.kopi.core.chain.block.Withdrawal;
import dev.kopi.core.crypto.hash.Keccak256;
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

/** Blocks, receipts, code and the canonical chain in the database. What never changes is cached. */
final class ChainDatabase {
  /** About what the objects of a decoded block take beyond its bytes. */
  private static final long OBJECT_BYTES = 1024;

  private final KeyValue db;
  private final LruCache<Hash, Header> headers;
  private final LruCache<Hash, Block> blocks;
  private final LruCache<Hash, List<Receipt>> receipts;
  private final LruCache<Hash, Bytes> codes;

  ChainDatabase(KeyValue db, long cacheBytes) {
    this.db = db;
    this.headers = new LruCache<>(cacheBytes / 8);
    this.blocks = new LruCache<>(cacheBytes / 4);
    this.receipts = new LruCache<>(cacheBytes / 8);
    this.codes = new LruCache<>(cacheBytes / 2);
  }

  /** The number of a known block, or null. */
  @Nullable BlockId id(Hash hash) {
    byte[] number = db.get(Kind.NUMBER, hash.toArray());
    return number == null ? null : new BlockId(hash, BigEndian.getLong(number, 0));
  }

  @Nullable Header header(Hash hash) {
    return read(Kind.HEADER, hash, headers, value -> header(hash, value));
  }

  private static Header header(Hash hash, byte[] value) {
    if (!Keccak256.hash(value).equals(hash)) {
      throw new StoreException(
          StoreException.Reason.CORRUPT,
          "the database is damaged: the header of block " + hash + " has another hash");
    }
    return HeaderCodec.decode(Bytes.wrap(value));
  }

  @Nullable Block block(Hash hash) {
    Block known = blocks.get(hash);
    if (known != null) {
      return known;
    }
    Header header = header(hash);
    return header == null ? null : read(Kind.BODY, hash, blocks, value -> body(header, value));
  }

  @Nullable List<Receipt> receipts(Hash hash) {
    return read(Kind.RECEIPTS, hash, receipts, Values::receipts);
  }

  /** The code with this hash, or null. */
  @Nullable Bytes code(Hash hash) {
    Bytes known = codes.get(hash);
    if (known != null) {
      return known;
    }
    byte[] value = db.get(Kind.CODE, hash.toArray());
    if (value == null) {
      return null;
    }
    Bytes code = Bytes.wrap(value);
    codes.put(hash, code, value.length);
    return code;
  }

  private <T> @Nullable T read(
      Kind kind, Hash hash, LruCache<Hash, T> cache, Function<byte[], T> decoder) {
    T known = cache.get(hash);
    if (known != null) {
      return known;
    }
    BlockId id = id(hash);
    byte[] value = id == null ? null : db.get(kind, Keys.block(id.number(), hash));
    if (value == null) {
      return null;
    }
    try {
      T decoded = decoder.apply(value);
      cache.put(hash, decoded, 2L * value.length + OBJECT_BYTES);
      return decoded;
    } catch (DecodeException e) {
      throw new StoreException(
          StoreException.Reason.CORRUPT,
          "the database is damaged: " + kind.label() + " of block " + hash,
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

  /** Empties the caches, after blocks were removed. */
  void forget() {
    blocks.clear();
    receipts.clear();
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

  /** Removes the transactions of a canonical block from their index. */
  static void deleteTransactions(Batch batch, Block block) {
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
