package dev.kopi.adapters.store;

import dev.kopi.core.rollup.BlockId;
import dev.kopi.core.store.ChainHeads;
import dev.kopi.core.store.StoreException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The few entries of {@link Kind#META}. */
final class Meta {
  /** Grows when the layout changes. */
  private static final long FORMAT = 1;

  private static final byte[] FORMAT_KEY = key("format");
  private static final byte[] GENESIS_KEY = key("genesis");
  private static final byte[] BASE_KEY = key("base");
  private static final byte[] TAIL_KEY = key("tail");
  private static final byte[] HEADS_KEY = key("heads");
  private static final byte[] LOGS_KEY = key("logs");

  private Meta() {}

  private static byte[] key(String name) {
    return name.getBytes(StandardCharsets.US_ASCII);
  }

  private static ByteSource read(KeyValue db, byte[] key, String name) {
    byte[] value = db.get(Kind.META, key);
    if (value == null) {
      throw new StoreException(
          StoreException.Reason.CORRUPT, "the database is damaged: it has no " + name);
    }
    return new ByteSource(value, name);
  }

  static void putFormatAndGenesis(Batch batch, BlockId genesis) {
    batch.put(Kind.META, FORMAT_KEY, new ByteSink(8).number(FORMAT).toArray());
    batch.put(
        Kind.META,
        GENESIS_KEY,
        new ByteSink(48).hash(genesis.hash()).number(genesis.number()).toArray());
  }

  /**
   * The genesis block, or null when nothing is stored yet.
   *
   * @throws StoreException when another version wrote the database
   */
  static @Nullable BlockId genesis(KeyValue db) {
    byte[] format = db.get(Kind.META, FORMAT_KEY);
    if (format == null) {
      return null;
    }
    long version = new ByteSource(format, "format").number();
    if (version != FORMAT) {
      throw new StoreException(
          StoreException.Reason.OTHER_FORMAT,
          "the database has format " + version + "; this version of Kopi knows format " + FORMAT);
    }
    ByteSource in = read(db, GENESIS_KEY, "genesis block");
    return new BlockId(in.hash(), in.number());
  }

  static void putBase(Batch batch, BlockId base, long oldest) {
    batch.put(
        Kind.META,
        BASE_KEY,
        new ByteSink(56).hash(base.hash()).number(base.number()).number(oldest).toArray());
  }

  static Base base(KeyValue db, BaseCache cache) {
    ByteSource in = read(db, BASE_KEY, "base block");
    BlockId id = new BlockId(in.hash(), in.number());
    return new Base(id, in.number(), 0, db.snapshot(), cache);
  }

  static void putTail(Batch batch, long number) {
    batch.put(Kind.META, TAIL_KEY, new ByteSink(10).number(number).toArray());
  }

  /** The number of the oldest block whose body is kept. */
  static long tail(KeyValue db) {
    return read(db, TAIL_KEY, "oldest body").number();
  }

  static void putLogsFrom(Batch batch, long number) {
    batch.put(Kind.META, LOGS_KEY, new ByteSink(10).number(number).toArray());
  }

  /** The number of the first block whose logs are indexed, or null when none are. */
  static @Nullable Long logsFrom(KeyValue db) {
    byte[] value = db.get(Kind.META, LOGS_KEY);
    return value == null ? null : (Long) new ByteSource(value, "first block of the index").number();
  }

  static void putHeads(Batch batch, ChainHeads heads) {
    batch.put(
        Kind.META,
        HEADS_KEY,
        new ByteSink(96).hash(heads.head()).hash(heads.safe()).hash(heads.finalized()).toArray());
  }

  static ChainHeads heads(KeyValue db) {
    ByteSource in = read(db, HEADS_KEY, "heads");
    return new ChainHeads(in.hash(), in.hash(), in.hash());
  }
}
