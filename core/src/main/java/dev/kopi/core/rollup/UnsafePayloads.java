package dev.kopi.core.rollup;

import dev.kopi.core.engineapi.ExecutionPayload;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Blocks that came from outside and wait to be put on the unsafe head: ordered by number, without
 * duplicates, bounded in memory. When memory runs out the lowest numbers go first: they are the
 * likeliest to come from L1 soon, or to be in conflict.
 *
 * <p>Owned by one thread.
 */
public final class UnsafePayloads {
  /** How many bytes the reference keeps. */
  public static final long DEFAULT_MAX_BYTES = 500L << 20;

  private static final int FIXED_COST = 800;
  private static final int TRANSACTION_COST = 24;

  /**
   * A block and what the Engine API wants beside it.
   *
   * @param payload the block
   * @param parentBeaconBlockRoot null before Ecotone
   */
  public record Entry(ExecutionPayload payload, @Nullable Hash parentBeaconBlockRoot) {}

  /** What became of a block that was offered. */
  public enum Outcome {
    QUEUED,
    DUPLICATE,
    TOO_LARGE,
    /** There was no room, and all others have higher numbers. */
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

  /** Bounded to about so many bytes. */
  public UnsafePayloads(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  /** Adds a block. */
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

  /** The block with the lowest number, or null. */
  public @Nullable Entry first() {
    return queue.isEmpty() ? null : queue.firstEntry().getValue();
  }

  /** Takes the block with the lowest number away. */
  public void removeFirst() {
    Entry gone = queue.pollFirstEntry().getValue();
    hashes.remove(gone.payload().blockHash());
    bytes -= size(gone.payload());
  }

  /**
   * The block that continues the unsafe head, or null when it is not there. Blocks that cannot
   * continue it any more are dropped.
   */
  public @Nullable Entry next(L2BlockRef unsafeHead) {
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
      entry = first();
    }
    return null;
  }

  /** How many blocks wait. */
  public int size() {
    return queue.size();
  }

  /** About how many bytes they take. */
  public long bytes() {
    return bytes;
  }

  private static long size(ExecutionPayload payload) {
    long size = FIXED_COST;
    for (Bytes transaction : payload.transactions()) {
      size += TRANSACTION_COST + transaction.size();
    }
    return size;
  }
}
