package dev.kopi.adapters.store.kv;

import dev.kopi.core.store.StoreException;
import org.jspecify.annotations.Nullable;

/**
 * An ordered key-value database. Keys sort as unsigned bytes. Thread-safe; reads do not block
 * writes. Arrays passed in or returned must not be changed afterwards. Every method throws {@link
 * StoreException} when the database fails or is closed.
 */
public interface KeyValueStore extends AutoCloseable {
  /** The newest value, or null. */
  byte @Nullable [] get(Table table, byte[] key);

  /** Applies a batch atomically. It survives a crash of the process. */
  void write(WriteBatch batch);

  /** Forces all batches written so far to the disk, so that they survive a power failure, too. */
  void sync();

  /** A view of the database as it is now, without later writes. */
  Snapshot snapshot();

  /** The approximate size of a table in bytes. */
  long size(Table table);

  /** The approximate number of entries of a table. */
  long entries(Table table);

  /** Reads all files and checks their checksums. */
  void verifyChecksums();

  /** Frees the space of removed entries. */
  void compact(Table table);

  /** Waits until all snapshots are closed, then closes the database. Idempotent. */
  @Override
  void close();

  /** The database as it was at one moment. Must be closed. */
  interface Snapshot extends AutoCloseable {
    /** The value, or null. */
    byte @Nullable [] get(Table table, byte[] key);

    /** A cursor at the first entry whose key is {@code from} or above. */
    Cursor seek(Table table, byte[] from);

    @Override
    void close();
  }

  /** Iterates over a table in the order of keys. For one thread. Must be closed. */
  interface Cursor extends AutoCloseable {
    /** Whether the cursor is at an entry. */
    boolean valid();

    /** The entry's key. */
    byte[] key();

    /** The entry's value. */
    byte[] value();

    /** Moves to the next entry. */
    void next();

    @Override
    void close();
  }
}
