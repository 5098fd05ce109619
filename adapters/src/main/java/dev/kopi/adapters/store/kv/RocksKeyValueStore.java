package dev.kopi.adapters.store.kv;

import dev.kopi.core.store.StoreException;
import dev.kopi.core.store.StoreException.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.Cache;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompressionType;
import org.rocksdb.DBOptions;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.LRUCache;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.RocksObject;
import org.rocksdb.Status;
import org.rocksdb.WALRecoveryMode;
import org.rocksdb.WriteOptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A RocksDB database in a directory: one column family for each {@link Table} and one write-ahead
 * log, so that a batch is atomic over all tables. A crash of the process loses no batch. A power
 * failure may lose batches written since the last {@link #sync}, but only whole ones from the end:
 * the log is read up to the first damaged record, and SST files never hold more than the log before
 * them. Every read checks the checksums of the blocks of files.
 */
public final class RocksKeyValueStore implements KeyValueStore {
  private static final Logger LOG = LoggerFactory.getLogger(RocksKeyValueStore.class);
  private static final long MIB = 1L << 20;

  private final Path directory;
  private final CloseGuard guard = new CloseGuard();
  private final List<RocksObject> owned = new ArrayList<>();
  private final ColumnFamilyHandle[] families = new ColumnFamilyHandle[Table.values().length];
  private final List<ColumnFamilyHandle> handles = new ArrayList<>();
  private final RocksDB db;
  private final WriteOptions writeOptions;

  /**
   * Opens the database, and creates it when there is none.
   *
   * @param cacheBytes the size of the block cache
   * @param writeBufferBytes the size of all memtables
   */
  @SuppressWarnings("this-escape")
  public RocksKeyValueStore(Path directory, long cacheBytes, long writeBufferBytes) {
    this.directory = directory;
    try {
      Files.createDirectories(directory);
    } catch (IOException e) {
      throw new StoreException(Reason.IO, "cannot create " + directory + ": " + e.getMessage(), e);
    }
    RocksDB.loadLibrary();
    Cache cache = own(new LRUCache(cacheBytes));
    List<ColumnFamilyDescriptor> descriptors = new ArrayList<>();
    descriptors.add(
        new ColumnFamilyDescriptor(
            RocksDB.DEFAULT_COLUMN_FAMILY, familyOptions(Table.META, cache, writeBufferBytes)));
    for (Table table : Table.values()) {
      descriptors.add(
          new ColumnFamilyDescriptor(
              table.label().getBytes(java.nio.charset.StandardCharsets.US_ASCII),
              familyOptions(table, cache, writeBufferBytes)));
    }
    try {
      db = open(descriptors, writeBufferBytes);
    } catch (RocksDBException e) {
      closeOwned();
      throw failure("open", e);
    }
    for (int i = 0; i < families.length; i++) {
      families[i] = handles.get(i + 1);
    }
    writeOptions = own(new WriteOptions());
  }

  /**
   * A truncated last record is what a crash of the process leaves. Any other damage comes from a
   * power failure or a damaged file: the batches before it are whole in both cases, but the
   * operator is warned.
   */
  private RocksDB open(List<ColumnFamilyDescriptor> descriptors, long writeBufferBytes)
      throws RocksDBException {
    try {
      return open(descriptors, writeBufferBytes, WALRecoveryMode.TolerateCorruptedTailRecords);
    } catch (RocksDBException e) {
      if (codeOf(e) != Status.Code.Corruption) {
        throw e;
      }
      handles.clear();
      RocksDB opened = open(descriptors, writeBufferBytes, WALRecoveryMode.PointInTimeRecovery);
      LOG.warn(
          "the write-ahead log in {} is damaged ({}): the store goes back to the last whole block"
              + " before the damage",
          directory,
          e.getMessage());
      return opened;
    }
  }

  private RocksDB open(
      List<ColumnFamilyDescriptor> descriptors, long writeBufferBytes, WALRecoveryMode recovery)
      throws RocksDBException {
    // A truncated log, followed by a later log or a flushed column family, would leave a mix of
    // blocks: each log is checked against the one before, and families are flushed atomically.
    Properties checked = new Properties();
    checked.setProperty("track_and_verify_wals", "true");
    DBOptions options =
        own(DBOptions.getDBOptionsFromProps(checked))
            .setAtomicFlush(true)
            .setCreateIfMissing(true)
            .setCreateMissingColumnFamilies(true)
            .setParanoidChecks(true)
            .setWalRecoveryMode(recovery)
            .setDbWriteBufferSize(writeBufferBytes)
            .setMaxTotalWalSize(2 * writeBufferBytes)
            .setMaxBackgroundJobs(2)
            .setMaxOpenFiles(512)
            .setBytesPerSync(MIB)
            .setWalBytesPerSync(MIB)
            .setInfoLogLevel(InfoLogLevel.WARN_LEVEL)
            .setKeepLogFileNum(3)
            .setStatsDumpPeriodSec(0);
    return RocksDB.open(options, directory.toString(), descriptors, handles);
  }

  private ColumnFamilyOptions familyOptions(Table table, Cache cache, long writeBufferBytes) {
    // Point look-ups at random keys, and mostly hashes, which do not compress.
    boolean state = table == Table.ACCOUNT || table == Table.SLOT || table == Table.NODE;
    BlockBasedTableConfig format =
        new BlockBasedTableConfig()
            .setBlockCache(cache)
            .setBlockSize(state ? 4 * 1024 : 8 * 1024)
            .setFilterPolicy(own(new BloomFilter(10)))
            .setCacheIndexAndFilterBlocks(true)
            .setCacheIndexAndFilterBlocksWithHighPriority(true)
            .setPinL0FilterAndIndexBlocksInCache(true)
            .setFormatVersion(5);
    return own(new ColumnFamilyOptions())
        .setTableFormatConfig(format)
        .setWriteBufferSize(Math.max(MIB, writeBufferBytes / 4))
        .setMaxBytesForLevelBase(Math.max(16 * MIB, 4 * writeBufferBytes))
        .setTargetFileSizeBase(Math.max(2 * MIB, writeBufferBytes / 4))
        .setLevelCompactionDynamicLevelBytes(true)
        .setCompressionType(
            state ? CompressionType.NO_COMPRESSION : CompressionType.LZ4_COMPRESSION);
  }

  private <T extends RocksObject> T own(T object) {
    owned.add(object);
    return object;
  }

  @Override
  public byte @Nullable [] get(Table table, byte[] key) {
    guard.enter();
    try {
      return db.get(families[table.ordinal()], key);
    } catch (RocksDBException e) {
      throw failure("read", e);
    } finally {
      guard.exit();
    }
  }

  @Override
  public void write(WriteBatch batch) {
    guard.enter();
    int reserved = (int) Math.min(1 << 30, 64 + batch.bytes());
    try (org.rocksdb.WriteBatch rocksBatch = new org.rocksdb.WriteBatch(reserved)) {
      for (WriteBatch.Change change : batch.changes()) {
        ColumnFamilyHandle family = families[change.table.ordinal()];
        if (change.value != null) {
          rocksBatch.put(family, change.key, change.value);
        } else if (change.end != null) {
          rocksBatch.deleteRange(family, change.key, change.end);
        } else {
          rocksBatch.delete(family, change.key);
        }
      }
      db.write(writeOptions, rocksBatch);
    } catch (RocksDBException e) {
      throw failure("write", e);
    } finally {
      guard.exit();
    }
  }

  @Override
  public void sync() {
    guard.enter();
    try {
      db.syncWal();
    } catch (RocksDBException e) {
      throw failure("write", e);
    } finally {
      guard.exit();
    }
  }

  @Override
  public Snapshot snapshot() {
    guard.enter();
    return new RocksSnapshot();
  }

  @Override
  public long size(Table table) {
    guard.enter();
    try {
      ColumnFamilyHandle family = families[table.ordinal()];
      return db.getLongProperty(family, "rocksdb.total-sst-files-size")
          + db.getLongProperty(family, "rocksdb.cur-size-all-mem-tables");
    } catch (RocksDBException e) {
      throw failure("measure", e);
    } finally {
      guard.exit();
    }
  }

  @Override
  public long entries(Table table) {
    guard.enter();
    try {
      return db.getLongProperty(families[table.ordinal()], "rocksdb.estimate-num-keys");
    } catch (RocksDBException e) {
      throw failure("measure", e);
    } finally {
      guard.exit();
    }
  }

  @Override
  public void verifyChecksums() {
    guard.enter();
    try {
      db.verifyChecksum();
    } catch (RocksDBException e) {
      throw failure("verify", e);
    } finally {
      guard.exit();
    }
  }

  @Override
  public void compact(Table table) {
    guard.enter();
    try {
      db.compactRange(families[table.ordinal()]);
    } catch (RocksDBException e) {
      throw failure("compact", e);
    } finally {
      guard.exit();
    }
  }

  @Override
  public void close() {
    if (guard.close()) {
      handles.forEach(RocksObject::close);
      db.close();
      closeOwned();
    }
  }

  private void closeOwned() {
    for (RocksObject object : owned.reversed()) {
      object.close();
    }
  }

  private static Status.Code codeOf(RocksDBException e) {
    return e.getStatus() == null ? Status.Code.Undefined : e.getStatus().getCode();
  }

  private StoreException failure(String what, RocksDBException e) {
    Status status = e.getStatus();
    String text = e.getMessage() == null ? "" : e.getMessage();
    Status.Code code = codeOf(e);
    boolean full =
        (status != null && status.getSubCode() == Status.SubCode.NoSpace)
            || text.contains("No space left on device");
    if (full) {
      return new StoreException(
          Reason.DISK_FULL, "cannot " + what + " " + directory + ": no space left on device", e);
    }
    if (code == Status.Code.IOError && text.contains("lock")) {
      return new StoreException(
          Reason.LOCKED, "cannot " + what + " " + directory + ": another process uses it", e);
    }
    Reason reason = code == Status.Code.Corruption ? Reason.CORRUPT : Reason.IO;
    return new StoreException(reason, "cannot " + what + " " + directory + ": " + text, e);
  }

  private final class RocksSnapshot implements Snapshot {
    private final org.rocksdb.Snapshot snapshot = db.getSnapshot();
    private final ReadOptions options = new ReadOptions().setSnapshot(snapshot);

    @Override
    public byte @Nullable [] get(Table table, byte[] key) {
      try {
        return db.get(families[table.ordinal()], options, key);
      } catch (RocksDBException e) {
        throw failure("read", e);
      }
    }

    @Override
    public Cursor seek(Table table, byte[] from) {
      RocksIterator iterator = db.newIterator(families[table.ordinal()], options);
      iterator.seek(from);
      return new RocksCursor(iterator);
    }

    @Override
    public void close() {
      options.close();
      db.releaseSnapshot(snapshot);
      snapshot.close();
      guard.exit();
    }
  }

  private final class RocksCursor implements Cursor {
    private final RocksIterator iterator;

    RocksCursor(RocksIterator iterator) {
      this.iterator = iterator;
    }

    @Override
    public boolean valid() {
      if (iterator.isValid()) {
        return true;
      }
      try {
        iterator.status();
        return false;
      } catch (RocksDBException e) {
        throw failure("read", e);
      }
    }

    @Override
    public byte[] key() {
      return iterator.key();
    }

    @Override
    public byte[] value() {
      return iterator.value();
    }

    @Override
    public void next() {
      if (!iterator.isValid()) {
        throw new IllegalStateException("the cursor is at the end");
      }
      iterator.next();
    }

    @Override
    public void close() {
      iterator.close();
    }
  }
}
