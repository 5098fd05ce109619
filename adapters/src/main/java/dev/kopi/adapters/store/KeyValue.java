package dev.kopi.adapters.store;

import dev.kopi.core.store.StoreException;
import org.jspecify.annotations.Nullable;

/**
 * An ordered key-value database. Keys sort as unsigned bytes. Any thread reads, also while one
 * writes. Arrays that go in or come out belong to the database: nobody changes them. Every method
 * throws {@link StoreException} when the database fails or is closed.
 */
interface KeyValue extends AutoCloseable {
  /** The newest value, or null. */
  byte @Nullable [] get(Kind kind, byte[] key);

  /** Makes all changes at once; they survive the end of the process. */
  void write(Batch batch);

  /** Lets all that was written so far survive the end of the machine, too. */
  void sync();

  /** What the database holds now; later writes do not show in it. */
  Snapshot snapshot();

  /** About how many bytes a kind takes. */
  long size(Kind kind);

  /** About how many entries a kind has. */
  long entries(Kind kind);

  /** Reads all that is stored and checks it against its checksums. */
  void verifyChecksums();

  /** Gives back the space of what was removed. */
  void compact(Kind kind);

  /** Waits until nobody reads any more, then closes. Again does nothing. */
  @Override
  void close();

  /** The database as it once was. Must be closed. */
  interface Snapshot extends AutoCloseable {
    /** The value, or null. */
    byte @Nullable [] get(Kind kind, byte[] key);

    /** A cursor at the first entry whose key is not below {@code from}. */
    Cursor seek(Kind kind, byte[] from);

    @Override
    void close();
  }

  /** A place in the order of keys. Used by one thread. Must be closed. */
  interface Cursor extends AutoCloseable {
    /** Whether there is an entry here. */
    boolean valid();

    /** The entry's key. */
    byte[] key();

    /** The entry's value. */
    byte[] value();

    /** Goes to the next entry. */
    void next();

    @Override
    void close();
  }
}
