package dev.kopi.adapters.store.difflayer;

import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;

/**
 * A Bloom filter over the entries that a diff layer changed: two bits of one word for each. Most
 * layers did not change the entry that is looked up, so most look-ups read a single word.
 */
public final class LayerFilter {
  private static final int BITS_PER_ENTRY = 16;
  private static final long ODD = 0x9e3779b97f4a7c15L;

  private final long[] words;

  /** An empty filter for a number of entries. */
  LayerFilter(int entries) {
    int wanted = Math.max(1, (int) Math.min(1 << 26, (long) entries * BITS_PER_ENTRY / Long.SIZE));
    this.words = new long[Integer.highestOneBit(2 * wanted - 1)];
  }

  /** Adds the fingerprint of an entry. */
  void add(long fingerprint) {
    words[word(fingerprint)] |= bits(fingerprint);
  }

  /** False only when it was not added. */
  boolean mayHave(long fingerprint) {
    long bits = bits(fingerprint);
    return (words[word(fingerprint)] & bits) == bits;
  }

  private int word(long fingerprint) {
    return (int) (fingerprint >>> 32) & (words.length - 1);
  }

  private static long bits(long fingerprint) {
    return 1L << fingerprint | 1L << (fingerprint >>> 6);
  }

  /** The fingerprint of an account. */
  public static long of(Address address) {
    return mixed(address.low() ^ mixed(address.middle() ^ (long) address.high() << 32));
  }

  /** The fingerprint of a storage slot. */
  public static long of(Address address, UInt256 slot) {
    return mixed(of(address) + slot.hashCode());
  }

  /** The fingerprint of a trie. */
  public static long of(Hash owner) {
    return mixed(owner.word(0) ^ owner.word(3));
  }

  /** The fingerprint of a trie node. */
  public static long of(Hash owner, Bytes path) {
    return mixed(of(owner) + path.hashCode());
  }

  private static long mixed(long value) {
    long once = (value ^ (value >>> 32)) * ODD;
    return (once ^ (once >>> 29)) * ODD;
  }
}
