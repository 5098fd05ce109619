package dev.kopi.adapters.store.chain;

import dev.kopi.adapters.store.kv.KeyValueStore;
import dev.kopi.adapters.store.kv.Table;
import dev.kopi.adapters.store.kv.WriteBatch;
import dev.kopi.adapters.store.schema.Keys;
import dev.kopi.adapters.store.schema.StoreMetadata;
import dev.kopi.core.chain.block.Header;
import dev.kopi.core.chain.receipt.Log;
import dev.kopi.core.chain.receipt.Receipt;
import dev.kopi.core.platform.BigEndian;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.store.LogPattern;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * An index of the canonical blocks that have logs of an address or with a topic: one entry for each
 * such value and block. Values are stored as digests of eight bytes, so a search may return blocks
 * without a match; the caller filters the receipts anyway.
 *
 * <p>A search goes through windows of block numbers. In each window every criterion narrows down
 * the candidate blocks: by a scan of the criterion's entries in the window, or, when few candidates
 * are left, by a look-up of each.
 */
public final class LogIndex {
  private static final byte ADDRESS = 0;
  private static final byte FIRST_TOPIC = 1;

  /** The entry that every block with a log has. */
  private static final byte ANY = 5;

  private static final int VALUE_LENGTH = 9;
  private static final int WINDOW = 1 << 16;

  /** How many entries a scan reads in the time of one look-up. */
  private static final int ENTRIES_PER_LOOKUP = 16;

  private final KeyValueStore db;

  /** The number of the first indexed block. */
  private volatile long first;

  public LogIndex(KeyValueStore db) {
    this.db = db;
  }

  /** Opens the index; one that is missing starts above the head. */
  public void open(long head) {
    Long known = StoreMetadata.logsFrom(db);
    if (known != null) {
      first = known;
      return;
    }
    first = head + 1;
    WriteBatch batch = new WriteBatch();
    StoreMetadata.putLogsFrom(batch, first);
    db.write(batch);
  }

  /** The number of the first indexed block. */
  public long first() {
    return first;
  }

  private static byte[] value(byte part, long digest) {
    byte[] out = new byte[VALUE_LENGTH];
    out[0] = part;
    BigEndian.putLong(out, 1, digest);
    return out;
  }

  private static byte[] address(Address address) {
    return value(ADDRESS, address.low() ^ address.middle() ^ address.high());
  }

  private static byte[] topic(int position, Hash topic) {
    // Rotated, so that equal words do not cancel each other out.
    long digest =
        topic.word(3)
            ^ Long.rotateLeft(topic.word(2), 17)
            ^ Long.rotateLeft(topic.word(1), 31)
            ^ Long.rotateLeft(topic.word(0), 47);
    return value((byte) (FIRST_TOPIC + position), digest);
  }

  private static byte[] key(byte[] value, long number) {
    byte[] out = new byte[VALUE_LENGTH + 8];
    System.arraycopy(value, 0, out, 0, VALUE_LENGTH);
    BigEndian.putLong(out, VALUE_LENGTH, number);
    return out;
  }

  /** The keys of a block's entries. */
  public static List<byte[]> keys(long number, List<Receipt> receipts) {
    Set<Bytes> values = new HashSet<>();
    for (Receipt receipt : receipts) {
      for (Log log : receipt.logs()) {
        values.add(Bytes.wrap(address(log.address())));
        for (int i = 0; i < log.topics().size(); i++) {
          values.add(Bytes.wrap(topic(i, log.topics().get(i))));
        }
      }
    }
    if (!values.isEmpty()) {
      values.add(Bytes.wrap(value(ANY, 0)));
    }
    return values.stream().map(value -> key(value.unsafeArray(), number)).toList();
  }

  /** Adds a block that becomes canonical. */
  public void put(WriteBatch batch, long number, List<Receipt> receipts) {
    if (number >= first) {
      keys(number, receipts).forEach(key -> batch.put(Table.LOG, key, Bytes.EMPTY.unsafeArray()));
    }
  }

  /** Removes a block. */
  public void remove(WriteBatch batch, long number, List<Receipt> receipts) {
    keys(number, receipts).forEach(key -> batch.delete(Table.LOG, key));
  }

  /** As {@link dev.kopi.core.store.ChainStore#blocksWithLogs}, up to the head. */
  public List<Long> search(
      LogPattern pattern, long from, long to, int most, long head, ChainDatabase chain) {
    List<Long> found = new ArrayList<>();
    long at = Math.max(0, from);
    for (; at <= to && at < first && found.size() < most; at++) {
      Hash hash = chain.canonicalHash(at);
      Header header = hash == null ? null : chain.header(hash);
      if (header == null) {
        return found;
      }
      if (pattern.mayMatch(header.logsBloom())) {
        found.add(at);
      }
    }
    if (at > to || found.size() >= most) {
      return found;
    }
    List<List<byte[]>> criteria = criteria(pattern);
    try (KeyValueStore.Snapshot snapshot = db.snapshot()) {
      for (long last = Math.min(to, head); at <= last && found.size() < most; at += WINDOW) {
        long begin = at;
        int size = (int) Math.min(WINDOW, last - begin + 1);
        window(snapshot, criteria, begin, size).stream()
            .limit((long) most - found.size())
            .forEach(offset -> found.add(begin + offset));
      }
    }
    return found;
  }

  /** The criteria of a pattern, each a list of alternative values. */
  private static List<List<byte[]>> criteria(LogPattern pattern) {
    List<List<byte[]>> criteria = new ArrayList<>();
    if (!pattern.addresses().isEmpty()) {
      criteria.add(pattern.addresses().stream().map(LogIndex::address).toList());
    }
    for (int i = 0; i < pattern.topics().size(); i++) {
      int position = i;
      List<Hash> values = pattern.topics().get(i);
      if (!values.isEmpty()) {
        criteria.add(values.stream().map(value -> topic(position, value)).toList());
      }
    }
    if (criteria.isEmpty()) {
      criteria.add(List.of(value(ANY, 0)));
    }
    return criteria;
  }

  private static BitSet window(
      KeyValueStore.Snapshot snapshot, List<List<byte[]>> criteria, long begin, int size) {
    BitSet left = new BitSet(size);
    left.set(0, size);
    for (List<byte[]> alternatives : criteria) {
      long lookups = (long) left.cardinality() * alternatives.size();
      BitSet matching =
          lookups * ENTRIES_PER_LOOKUP < size
              ? lookUp(snapshot, alternatives, begin, left)
              : scan(snapshot, alternatives, begin, size);
      left.and(matching);
      if (left.isEmpty()) {
        break;
      }
    }
    return left;
  }

  private static BitSet lookUp(
      KeyValueStore.Snapshot snapshot, List<byte[]> alternatives, long begin, BitSet blocks) {
    BitSet matching = new BitSet();
    blocks.stream()
        .filter(offset ->
            alternatives.stream()
                .anyMatch(value -> snapshot.get(Table.LOG, key(value, begin + offset)) != null))
        .forEach(matching::set);
    return matching;
  }

  private static BitSet scan(
      KeyValueStore.Snapshot snapshot, List<byte[]> alternatives, long begin, int size) {
    BitSet matching = new BitSet(size);
    for (byte[] value : alternatives) {
      try (KeyValueStore.Cursor cursor = snapshot.seek(Table.LOG, key(value, begin))) {
        while (cursor.valid() && Keys.startsWith(cursor.key(), value)) {
          long offset = Keys.lastNumber(cursor.key()) - begin;
          if (offset >= size) {
            break;
          }
          matching.set((int) offset);
          cursor.next();
        }
      }
    }
    return matching;
  }
}
