package dev.kopi.adapters.store.chain;

import dev.kopi.adapters.store.kv.KeyValueStore;
import dev.kopi.adapters.store.kv.Table;
import dev.kopi.adapters.store.kv.WriteBatch;
import dev.kopi.adapters.store.schema.ByteReader;
import dev.kopi.adapters.store.schema.ByteWriter;
import dev.kopi.adapters.store.schema.Corruption;
import dev.kopi.adapters.store.schema.Keys;
import dev.kopi.adapters.store.schema.Values;
import dev.kopi.core.chain.block.Block;
import dev.kopi.core.chain.block.Header;
import dev.kopi.core.chain.block.HeaderCodec;
import dev.kopi.core.chain.block.Withdrawal;
import dev.kopi.core.chain.receipt.Receipt;
import dev.kopi.core.chain.transaction.TransactionEnvelope;
import dev.kopi.core.crypto.hash.Keccak256;
import dev.kopi.core.platform.BigEndian;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.RlpReader;
import dev.kopi.core.rollup.BlockId;
import dev.kopi.core.store.TransactionLocation;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Blocks, receipts, code and the canonical chain in the database. Headers, blocks, receipts and
 * code are cached, since they never change.
 */
public final class ChainDatabase {
  /** Estimated memory of a decoded block's objects beyond its bytes. */
  private static final long OBJECT_BYTES = 1024;

  private final KeyValueStore db;
  private final LruCache<Hash, Header> headers;
  private final LruCache<Hash, Block> blocks;
  private final LruCache<Hash, List<Receipt>> receipts;
  private final LruCache<Hash, Bytes> codes;

  public ChainDatabase(KeyValueStore db, long cacheBytes) {
    this.db = db;
    this.headers = new LruCache<>(cacheBytes / 8);
    this.blocks = new LruCache<>(cacheBytes / 4);
    this.receipts = new LruCache<>(cacheBytes / 8);
    this.codes = new LruCache<>(cacheBytes / 2);
  }

  /** Hash and number of a known block, or null. */
  public @Nullable BlockId id(Hash hash) {
    byte[] number = db.get(Table.NUMBER, hash.toArray());
    return number == null ? null : new BlockId(hash, BigEndian.getLong(number, 0));
  }

  public @Nullable Header header(Hash hash) {
    return read(Table.HEADER, hash, headers, value -> header(hash, value));
  }

  private static Header header(Hash hash, byte[] value) {
    if (!Keccak256.hash(value).equals(hash)) {
      throw Corruption.of("the header of block " + hash + " has another hash");
    }
    return HeaderCodec.decode(Bytes.wrap(value));
  }

  public @Nullable Block block(Hash hash) {
    Block known = blocks.get(hash);
    if (known != null) {
      return known;
    }
    Header header = header(hash);
    return header == null ? null : read(Table.BODY, hash, blocks, value -> body(header, value));
  }

  public @Nullable List<Receipt> receipts(Hash hash) {
    return read(Table.RECEIPTS, hash, receipts, Values::receipts);
  }

  /** The code with this hash, or null. */
  public @Nullable Bytes code(Hash hash) {
    Bytes known = codes.get(hash);
    if (known != null) {
      return known;
    }
    byte[] value = db.get(Table.CODE, hash.toArray());
    if (value == null) {
      return null;
    }
    Bytes code = Bytes.wrap(value);
    codes.put(hash, code, value.length);
    return code;
  }

  private <T> @Nullable T read(
      Table table, Hash hash, LruCache<Hash, T> cache, Function<byte[], T> decoder) {
    T known = cache.get(hash);
    if (known != null) {
      return known;
    }
    BlockId id = id(hash);
    byte[] value = id == null ? null : db.get(table, Keys.block(id.number(), hash));
    if (value == null) {
      return null;
    }
    try {
      T decoded = decoder.apply(value);
      cache.put(hash, decoded, 2L * value.length + OBJECT_BYTES);
      return decoded;
    } catch (DecodeException e) {
      throw Corruption.of(table.label() + " of block " + hash, e);
    }
  }

  public @Nullable Hash canonicalHash(long number) {
    byte[] hash = db.get(Table.CANONICAL, Keys.number(number));
    return hash == null ? null : Hash.of(hash);
  }

  public @Nullable TransactionLocation transaction(Hash transactionHash) {
    byte[] value = db.get(Table.TRANSACTION, transactionHash.toArray());
    if (value == null) {
      return null;
    }
    long number = BigEndian.getLong(value, 0);
    Hash block = canonicalHash(number);
    return block == null
        ? null
        : new TransactionLocation(block, number, BigEndian.getInt(value, 8));
  }

  /** Empties the caches of blocks and receipts, after some were removed. */
  void clearCaches() {
    blocks.clear();
    receipts.clear();
  }

  /** Adds a block and its receipts to a batch. */
  public static void put(WriteBatch batch, Block block, List<Receipt> receipts) {
    byte[] key = Keys.block(block.number(), block.hash());
    batch.put(Table.NUMBER, block.hash().toArray(), Keys.number(block.number()));
    batch.put(Table.HEADER, key, HeaderCodec.encode(block.header()).unsafeArray());
    batch.put(Table.BODY, key, body(block));
    batch.put(Table.RECEIPTS, key, Values.receipts(receipts));
  }

  /** Makes a block canonical. */
  public static void putCanonical(WriteBatch batch, Block block) {
    batch.put(Table.CANONICAL, Keys.number(block.number()), block.hash().toArray());
    int index = 0;
    for (TransactionEnvelope transaction : block.transactions()) {
      byte[] place = new byte[12];
      BigEndian.putLong(place, 0, block.number());
      BigEndian.putInt(place, 8, index++);
      batch.put(Table.TRANSACTION, transaction.hash().toArray(), place);
    }
  }

  /** Removes the transactions of a canonical block from their index. */
  public static void deleteTransactions(WriteBatch batch, Block block) {
    for (TransactionEnvelope transaction : block.transactions()) {
      batch.delete(Table.TRANSACTION, transaction.hash().toArray());
    }
  }

  private static byte[] body(Block block) {
    ByteWriter out = new ByteWriter(1024);
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
    ByteReader in = new ByteReader(value, "block body");
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
