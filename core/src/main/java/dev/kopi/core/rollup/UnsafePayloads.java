package dev.kopi.core.rollup;

import dev.kopi.core.engineapi.ExecutionPayload;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Unsafe payloads that wait until they extend the unsafe head: ordered by number, without
 * duplicates, bounded in bytes. When the bound is reached the lowest numbers are evicted: they are
 * the likeliest to be derived from L1 soon, or to be in conflict.
 *
 * <p>Owned by one thread.
 */
public final class UnsafePayloads {
  /** The bound of op-node, in bytes. */
  public static final long DEFAULT_MAX_BYTES = 500L << 20;

  private static final int FIXED_COST = 800;
  private static final int TRANSACTION_COST = 24;

  /**
   * A payload with what the Engine API needs beside it.
   *
   * @param payload the payload
   * @param parentBeaconBlockRoot null before Ecotone
   */
  public record Entry(ExecutionPayload payload, @Nullable Hash parentBeaconBlockRoot) {}

  /** The outcome of {@link #add}. */
  public enum Outcome {
    QUEUED,
    DUPLICATE,
    /** It is larger than the bound. */
    TOO_LARGE,
    /** There is no room, and all others have higher numbers. */
    NO_ROOM
  }

  private record Key(long number, long arrival) implements Comparable<Key> {
    @Override
    public int compareTo(Key other) {
      int c = Long.compareUnsigned(number, other.number);
      return c != 0 ? c : Long.compare(arrival, other.arrival);
    }
  }

  private final TreeMap<Key, Entry> queue = new TreeMap<>();
  private final Set<Hash> hashes = new HashSet<>();
  private final long maxBytes;
  private long bytes;
  private long arrivals;

  /** An empty queue, bounded to about so many bytes. */
  public UnsafePayloads(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  /** Adds a payload, whose hash was checked. */
  public Outcome add(Entry entry) {
    Hash hash = entry.payload().blockHash();
    if (hashes.contains(hash)) {
      return Outcome.DUPLICATE;
    }
    long size = size(entry.payload());
    if (size > maxBytes) {
      return Outcome.TOO_LARGE;
    }
    queue.put(new Key(entry.payload().blockNumber(), arrivals++), entry);
    hashes.add(hash);
    bytes += size;
    while (bytes > maxBytes) {
      removeFirst();
    }
    return hashes.contains(hash) ? Outcome.QUEUED : Outcome.NO_ROOM;
  }

  /** Whether the payload of a block waits. */
  public boolean contains(Hash blockHash) {
    return hashes.contains(blockHash);
  }

  /** The payload with the lowest number, or null. */
  public @Nullable Entry first() {
    return queue.isEmpty() ? null : queue.firstEntry().getValue();
  }

  /** Removes the payload with the lowest number. */
  public void removeFirst() {
    Entry gone = queue.pollFirstEntry().getValue();
    hashes.remove(gone.payload().blockHash());
    bytes -= size(gone.payload());
  }

  /**
   * The payload that extends the unsafe head, or null when it is not there.
   *
   * @param dropped gets the payloads that are removed since they cannot extend it any more
   */
  public @Nullable Entry next(L2BlockRef unsafeHead, Consumer<Entry> dropped) {
    Entry entry = first();
    while (entry != null) {
      long number = entry.payload().blockNumber();
      boolean old = number <= unsafeHead.number();
      boolean child = entry.payload().parentHash().equals(unsafeHead.hash());
      if (!old && number > unsafeHead.number() + 1) {
        return null;
      }
      if (!old && child) {
        return entry;
      }
      removeFirst();
      dropped.accept(entry);
      entry = first();
    }
    return null;
  }

  /** How many payloads wait. */
  public int size() {
    return queue.size();
  }

  /** About how many bytes they take in memory. */
  public long bytes() {
    return bytes;
  }

  /** About how many bytes a payload takes in memory. */
  public static long size(ExecutionPayload payload) {
    long size = FIXED_COST;
    for (Bytes transaction : payload.transactions()) {
      size += TRANSACTION_COST + transaction.size();
    }
    return size;
  }
}
