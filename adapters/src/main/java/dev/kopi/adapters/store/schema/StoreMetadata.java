package dev.kopi.adapters.store.schema;

import dev.kopi.adapters.store.kv.KeyValueStore;
import dev.kopi.adapters.store.kv.Table;
import dev.kopi.adapters.store.kv.WriteBatch;
import dev.kopi.core.chain.spec.ChainSpec;
import dev.kopi.core.rollup.BlockId;
import dev.kopi.core.store.ChainHeads;
import dev.kopi.core.store.StoreException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The entries of {@link Table#META}: where chain, states and indexes stand. */
public final class StoreMetadata {
  /** The version of the layout. Grows with each change of it. */
  private static final long FORMAT = 1;

  private static final byte[] FORMAT_KEY = key("format");
  private static final byte[] GENESIS_KEY = key("genesis");
  private static final byte[] DISK_LAYER_KEY = key("base");
  private static final byte[] TAIL_KEY = key("tail");
  private static final byte[] HEADS_KEY = key("heads");
  private static final byte[] LOGS_KEY = key("logs");
  private static final byte[] SPEC_KEY = key("spec");

  private StoreMetadata() {}

  private static byte[] key(String name) {
    return name.getBytes(StandardCharsets.US_ASCII);
  }

  private static ByteReader read(KeyValueStore db, byte[] key, String name) {
    byte[] value = db.get(Table.META, key);
    if (value == null) {
      throw Corruption.of("it has no " + name);
    }
    return new ByteReader(value, name);
  }

  /** Marks the database as filled. */
  public static void putFormatAndGenesis(WriteBatch batch, BlockId genesis) {
    batch.put(Table.META, FORMAT_KEY, new ByteWriter(8).number(FORMAT).toArray());
    batch.put(
        Table.META,
        GENESIS_KEY,
        new ByteWriter(48).hash(genesis.hash()).number(genesis.number()).toArray());
  }

  /**
   * The genesis block, or null when nothing is stored yet.
   *
   * @throws StoreException when another version wrote the database
   */
  public static @Nullable BlockId genesis(KeyValueStore db) {
    byte[] format = db.get(Table.META, FORMAT_KEY);
    if (format == null) {
      return null;
    }
    long version = new ByteReader(format, "format").number();
    if (version != FORMAT) {
      throw new StoreException(
          StoreException.Reason.OTHER_FORMAT,
          "the database has format " + version + "; this version of Kopi knows format " + FORMAT);
    }
    ByteReader in = read(db, GENESIS_KEY, "genesis block");
    return new BlockId(in.hash(), in.number());
  }

  /**
   * Sets where the disk layer stands.
   *
   * @param oldest the number of the oldest block whose state can be read
   */
  public static void putDiskLayer(WriteBatch batch, BlockId block, long oldest) {
    batch.put(
        Table.META,
        DISK_LAYER_KEY,
        new ByteWriter(56).hash(block.hash()).number(block.number()).number(oldest).toArray());
  }

  /**
   * Where the disk layer stands.
   *
   * @param block the block whose state it holds
   * @param oldest the number of the oldest block whose state can be read
   */
  public record DiskLayerPosition(BlockId block, long oldest) {}

  /** Where the disk layer stands. */
  public static DiskLayerPosition diskLayer(KeyValueStore db) {
    ByteReader in = read(db, DISK_LAYER_KEY, "disk layer");
    return new DiskLayerPosition(new BlockId(in.hash(), in.number()), in.number());
  }

  /** Sets the number of the oldest block whose body is kept. */
  public static void putTail(WriteBatch batch, long number) {
    batch.put(Table.META, TAIL_KEY, new ByteWriter(10).number(number).toArray());
  }

  /** The number of the oldest block whose body is kept. */
  public static long tail(KeyValueStore db) {
    return read(db, TAIL_KEY, "oldest body").number();
  }

  /** Sets the number of the first block whose logs are indexed. */
  public static void putLogsFrom(WriteBatch batch, long number) {
    batch.put(Table.META, LOGS_KEY, new ByteWriter(10).number(number).toArray());
  }

  /** The number of the first block whose logs are indexed, or null when none are. */
  public static @Nullable Long logsFrom(KeyValueStore db) {
    byte[] value = db.get(Table.META, LOGS_KEY);
    return value == null ? null : (Long) new ByteReader(value, "first block of the index").number();
  }

  /** Sets the heads. */
  public static void putHeads(WriteBatch batch, ChainHeads heads) {
    batch.put(
        Table.META,
        HEADS_KEY,
        new ByteWriter(96).hash(heads.head()).hash(heads.safe()).hash(heads.finalized()).toArray());
  }

  /** The heads. */
  public static ChainHeads heads(KeyValueStore db) {
    ByteReader in = read(db, HEADS_KEY, "heads");
    return new ChainHeads(in.hash(), in.hash(), in.hash());
  }

  /** Sets the specification under which the chain goes on. */
  public static void putSpec(WriteBatch batch, ChainSpec spec) {
    batch.put(Table.META, SPEC_KEY, ChainSpecValue.encode(spec));
  }

  /** The specification under which the chain was executed, or null when it was not stored. */
  public static @Nullable ChainSpec spec(KeyValueStore db) {
    byte[] value = db.get(Table.META, SPEC_KEY);
    return value == null ? null : ChainSpecValue.decode(value);
  }
}
