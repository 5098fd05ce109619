package dev.kopi.adapters.store;

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
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A RocksDB in a directory: one column family for each {@link Kind}, one write-ahead log, so that a
 * batch is atomic over all kinds. A crash loses no batch of this process. When the machine itself
 * stops, batches since the last {@link #sync} may be lost, but always whole ones from the end: the
 * log is read up to the first record that is damaged, and files never hold more than the log before
 * them. Blocks of files carry checksums that every read checks.
 */
final class RocksKeyValue implements KeyValue {
  private static final Logger LOG = LoggerFactory.getLogger(RocksKeyValue.class);
  private static final long MIB = 1L << 20;

  private final Path directory;
  private final Gate gate = new Gate();
  private final List<RocksObject> owned = new ArrayList<>();
  private final ColumnFamilyHandle[] families = new ColumnFamilyHandle[Kind.values().length];
  private final List<ColumnFamilyHandle> handles = new ArrayList<>();
  private final RocksDB db;
  private final WriteOptions writeOptions;

  /**
   * Opens the database, and makes it when it is not there.
   *
   * @param cacheBytes how much memory cached blocks of files may take
   * @param writeBufferBytes how much memory new entries may take before they go to files
   */
  @SuppressWarnings("this-escape")
  RocksKeyValue(Path directory, long cacheBytes, long writeBufferBytes) {
    this.directory = directory;
    try {
      Files.createDirectories(directory);
    } catch (IOException e) {
      throw new StoreException(Reason.IO, "cannot make the directory " + directory, e);
    }
    RocksDB.loadLibrary();
    Cache cache = own(new LRUCache(cacheBytes));
    List<ColumnFamilyDescriptor> descriptors = new ArrayList<>();
    descriptors.add(
        new ColumnFamilyDescriptor(
            RocksDB.DEFAULT_COLUMN_FAMILY, familyOptions(Kind.META, cache, writeBufferBytes)));
    for (Kind kind : Kind.values()) {
      descriptors.add(
          new ColumnFamilyDescriptor(
              kind.label().getBytes(java.nio.charset.StandardCharsets.US_ASCII),
              familyOptions(kind, cache, writeBufferBytes)));
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
   * A log whose last record is cut off is what the end of a process leaves. Other damage is either
   * the end of the machine or a damaged file: what stands before it is whole in both cases, but
   * somebody should know.
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
          "the write-ahead log in {} was damaged ({}): the store goes back to the last whole block"
              + " before the damage",
          directory,
          e.getMessage());
      return opened;
    }
  }

  private RocksDB open(
      List<ColumnFamilyDescriptor> descriptors, long writeBufferBytes, WALRecoveryMode recovery)
      throws RocksDBException {
    // A log that lost its end while a later one or a flushed family goes on would leave a mix of
    // blocks: logs are checked against those before them, and families are flushed together.
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

  private ColumnFamilyOptions familyOptions(Kind kind, Cache cache, long writeBufferBytes) {
    // Read one by one at random places, and mostly hashes, which do not get smaller.
    boolean state = kind == Kind.ACCOUNT || kind == Kind.SLOT || kind == Kind.NODE;
    BlockBasedTableConfig table =
        new BlockBasedTableConfig()
            .setBlockCache(cache)
            .setBlockSize(state ? 4 * 1024 : 8 * 1024)
            .setFilterPolicy(own(new BloomFilter(10)))
            .setCacheIndexAndFilterBlocks(true)
            .setCacheIndexAndFilterBlocksWithHighPriority(true)
            .setPinL0FilterAndIndexBlocksInCache(true)
            .setFormatVersion(5);
    return own(new ColumnFamilyOptions())
        .setTableFormatConfig(table)
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
  public byte @Nullable [] get(Kind kind, byte[] key) {
    gate.enter();
    try {
      return db.get(families[kind.ordinal()], key);
    } catch (RocksDBException e) {
      throw failure("read", e);
    } finally {
      gate.exit();
    }
  }

  @Override
  public void write(Batch batch) {
    gate.enter();
    try (WriteBatch native0 = new WriteBatch((int) Math.min(1 << 30, 64 + batch.bytes()))) {
      for (Batch.Change change : batch.changes()) {
        ColumnFamilyHandle family = families[change.kind.ordinal()];
        if (change.value != null) {
          native0.put(family, change.key, change.value);
        } else if (change.end != null) {
          native0.deleteRange(family, change.key, change.end);
        } else {
          native0.delete(family, change.key);
        }
      }
      db.write(writeOptions, native0);
    } catch (RocksDBException e) {
      throw failure("write", e);
    } finally {
      gate.exit();
    }
  }

  @Override
  public void sync() {
    gate.enter();
    try {
      db.syncWal();
    } catch (RocksDBException e) {
      throw failure("write", e);
    } finally {
      gate.exit();
    }
  }

  @Override
  public Snapshot snapshot() {
    gate.enter();
    return new RocksSnapshot();
  }

  @Override
  public long size(Kind kind) {
    gate.enter();
    try {
      ColumnFamilyHandle family = families[kind.ordinal()];
      return db.getLongProperty(family, "rocksdb.total-sst-files-size")
          + db.getLongProperty(family, "rocksdb.cur-size-all-mem-tables");
    } catch (RocksDBException e) {
      throw failure("measure", e);
    } finally {
      gate.exit();
    }
  }

  @Override
  public long entries(Kind kind) {
    gate.enter();
    try {
      return db.getLongProperty(families[kind.ordinal()], "rocksdb.estimate-num-keys");
    } catch (RocksDBException e) {
      throw failure("measure", e);
    } finally {
      gate.exit();
    }
  }

  @Override
  public void verifyChecksums() {
    gate.enter();
    try {
      db.verifyChecksum();
    } catch (RocksDBException e) {
      throw failure("verify", e);
    } finally {
      gate.exit();
    }
  }

  @Override
  public void compact(Kind kind) {
    gate.enter();
    try {
      db.compactRange(families[kind.ordinal()]);
    } catch (RocksDBException e) {
      throw failure("compact", e);
    } finally {
      gate.exit();
    }
  }

  @Override
  public void close() {
    if (gate.close()) {
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
          Reason.DISK_FULL, "cannot " + what + " " + directory + ": the disk is full", e);
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
    public byte @Nullable [] get(Kind kind, byte[] key) {
      try {
        return db.get(families[kind.ordinal()], options, key);
      } catch (RocksDBException e) {
        throw failure("read", e);
      }
    }

    @Override
    public Cursor seek(Kind kind, byte[] from) {
      RocksIterator iterator = db.newIterator(families[kind.ordinal()], options);
      iterator.seek(from);
      return new RocksCursor(iterator);
    }

    @Override
    public void close() {
      options.close();
      db.releaseSnapshot(snapshot);
      snapshot.close();
      gate.exit();
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
