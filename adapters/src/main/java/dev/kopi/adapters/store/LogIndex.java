package dev.kopi.adapters.store;

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
 * Which canonical blocks have logs of an address or with a topic: an entry for each such thing and
 * block. Things are kept as eight bytes, so that different ones may fall together; whoever searches
 * looks into the receipts anyway.
 *
 * <p>A search goes through windows of block numbers. In each, what the pattern asks for narrows
 * down the blocks that are left: by reading all entries of the window, or, when few blocks are
 * left, by looking each of them up.
 */
final class LogIndex {
  private static final byte ADDRESS = 0;
  private static final byte FIRST_TOPIC = 1;

  /** Any log at all. */
  private static final byte ANY = 5;

  private static final int THING = 9;
  private static final int WINDOW = 1 << 16;

  /** How many entries are read in the time of one look-up. */
  private static final int ENTRIES_PER_LOOKUP = 16;

  private final KeyValue db;

  /** The first block that is in the index. */
  private volatile long first;

  LogIndex(KeyValue db) {
    this.db = db;
  }

  /** Starts above the head when the database was written before there was an index. */
  void begin(long head) {
    Long known = Meta.logsFrom(db);
    if (known != null) {
      first = known;
      return;
    }
    first = head + 1;
    Batch batch = new Batch();
    Meta.putLogsFrom(batch, first);
    db.write(batch);
  }

  /** The first block that is in the index. */
  long first() {
    return first;
  }

  private static byte[] thing(byte what, long digest) {
    byte[] out = new byte[THING];
    out[0] = what;
    BigEndian.putLong(out, 1, digest);
    return out;
  }

  private static byte[] address(Address address) {
    return thing(ADDRESS, address.low() ^ address.middle() ^ address.high());
  }

  private static byte[] topic(int position, Hash topic) {
    // Rotated, so that equal words do not cancel each other out.
    long digest =
        topic.word(3)
            ^ Long.rotateLeft(topic.word(2), 17)
            ^ Long.rotateLeft(topic.word(1), 31)
            ^ Long.rotateLeft(topic.word(0), 47);
    return thing((byte) (FIRST_TOPIC + position), digest);
  }

  private static byte[] key(byte[] thing, long number) {
    byte[] out = new byte[THING + 8];
    System.arraycopy(thing, 0, out, 0, THING);
    BigEndian.putLong(out, THING, number);
    return out;
  }

  /** The entries of a block. */
  static List<byte[]> keys(long number, List<Receipt> receipts) {
    Set<Bytes> things = new HashSet<>();
    for (Receipt receipt : receipts) {
      for (Log log : receipt.logs()) {
        things.add(Bytes.wrap(address(log.address())));
        for (int i = 0; i < log.topics().size(); i++) {
          things.add(Bytes.wrap(topic(i, log.topics().get(i))));
        }
      }
    }
    if (!things.isEmpty()) {
      things.add(Bytes.wrap(thing(ANY, 0)));
    }
    return things.stream().map(thing -> key(thing.unsafeArray(), number)).toList();
  }

  /** Brings a block that becomes canonical in. */
  void put(Batch batch, long number, List<Receipt> receipts) {
    if (number >= first) {
      keys(number, receipts).forEach(key -> batch.put(Kind.LOG, key, Bytes.EMPTY.unsafeArray()));
    }
  }

  /** Takes a block out. */
  void remove(Batch batch, long number, List<Receipt> receipts) {
    keys(number, receipts).forEach(key -> batch.delete(Kind.LOG, key));
  }

  /** As {@link dev.kopi.core.store.ChainStore#blocksWithLogs}, up to the head. */
  List<Long> search(
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
    List<List<byte[]>> wanted = wanted(pattern);
    try (KeyValue.Snapshot snapshot = db.snapshot()) {
      for (long last = Math.min(to, head); at <= last && found.size() < most; at += WINDOW) {
        long begin = at;
        int size = (int) Math.min(WINDOW, last - begin + 1);
        window(snapshot, wanted, begin, size).stream()
            .limit((long) most - found.size())
            .forEach(offset -> found.add(begin + offset));
      }
    }
    return found;
  }

  /** Lists of alternatives, of which a block must have one each. */
  private static List<List<byte[]>> wanted(LogPattern pattern) {
    List<List<byte[]>> wanted = new ArrayList<>();
    if (!pattern.addresses().isEmpty()) {
      wanted.add(pattern.addresses().stream().map(LogIndex::address).toList());
    }
    for (int i = 0; i < pattern.topics().size(); i++) {
      int position = i;
      List<Hash> values = pattern.topics().get(i);
      if (!values.isEmpty()) {
        wanted.add(values.stream().map(value -> topic(position, value)).toList());
      }
    }
    if (wanted.isEmpty()) {
      wanted.add(List.of(thing(ANY, 0)));
    }
    return wanted;
  }

  private static BitSet window(
      KeyValue.Snapshot snapshot, List<List<byte[]>> wanted, long begin, int size) {
    BitSet left = new BitSet(size);
    left.set(0, size);
    for (List<byte[]> alternatives : wanted) {
      long lookups = (long) left.cardinality() * alternatives.size();
      BitSet having =
          lookups * ENTRIES_PER_LOOKUP < size
              ? lookedUp(snapshot, alternatives, begin, left)
              : read(snapshot, alternatives, begin, size);
      left.and(having);
      if (left.isEmpty()) {
        break;
      }
    }
    return left;
  }

  private static BitSet lookedUp(
      KeyValue.Snapshot snapshot, List<byte[]> alternatives, long begin, BitSet blocks) {
    BitSet having = new BitSet();
    blocks.stream()
        .filter(offset ->
            alternatives.stream()
                .anyMatch(thing -> snapshot.get(Kind.LOG, key(thing, begin + offset)) != null))
        .forEach(having::set);
    return having;
  }

  private static BitSet read(
      KeyValue.Snapshot snapshot, List<byte[]> alternatives, long begin, int size) {
    BitSet having = new BitSet(size);
    for (byte[] thing : alternatives) {
      try (KeyValue.Cursor cursor = snapshot.seek(Kind.LOG, key(thing, begin))) {
        while (cursor.valid() && Keys.startsWith(cursor.key(), thing)) {
          long offset = Keys.lastNumber(cursor.key()) - begin;
          if (offset >= size) {
            break;
          }
          having.set((int) offset);
          cursor.next();
        }
      }
    }
    return having;
  }
}
