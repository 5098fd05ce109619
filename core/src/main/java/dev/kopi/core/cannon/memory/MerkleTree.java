package dev.kopi.core.cannon.memory;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The nodes above the pages, by generalized index: the root is 1, the page with index i is 2^bits +
 * i. A node without an entry has no page below it. An entry without a hash must be computed.
 */
final class MerkleTree {
  /** Levels within a page: 128 leaves. */
  private static final int PAGE_LEVELS = 7;

  private static final byte[] INVALID = new byte[0];

  private final int bits;
  private final Map<Long, byte[]> nodes = new HashMap<>();

  private final ZeroHashes zeros;

  MerkleTree(int bits) {
    this.bits = bits;
    this.zeros = new ZeroHashes(bits + PAGE_LEVELS);
  }

  /** A page is new, or changed for the first time since it was hashed. */
  void invalidate(long page) {
    for (long node = 1L << bits | page; node != 0; node >>>= 1) {
      if (nodes.put(node, INVALID) == INVALID) {
        return; // So are all nodes above it.
      }
    }
  }

  byte[] root(PageTable pages) {
    return node(pages, 1, bits);
  }

  /** The hash of a node so many levels above the pages. */
  private byte[] node(PageTable pages, long node, int level) {
    byte[] known = nodes.get(node);
    if (known == null) {
      return zeros.at(level + PAGE_LEVELS);
    }
    if (known != INVALID) {
      return known;
    }
    byte[] computed;
    if (level == 0) {
      computed = page(pages, node & (1L << bits) - 1).root(zeros);
    } else {
      computed =
          ZeroHashes.pair(node(pages, 2 * node, level - 1), node(pages, 2 * node + 1, level - 1));
    }
    nodes.put(node, computed);
    return computed;
  }

  private static Page page(PageTable pages, long index) {
    Page page = pages.get(index);
    if (page == null) {
      throw new IllegalStateException("page " + index + " is in the tree but not in memory");
    }
    return page;
  }

  byte[] proof(PageTable pages, long address) {
    byte[] proof = new byte[(bits + PAGE_LEVELS + 1) * 32];
    long index = address >>> Page.ADDRESS_BITS;
    @Nullable Page page = pages.get(index);
    int leaf = (int) (address & Page.SIZE - 1) / 32;
    byte[] inPage = page == null ? null : page.nodes(zeros);
    int node = Page.LEAVES + leaf;
    copy(inPage, node, 0, proof, 0);
    for (int level = 0; level < PAGE_LEVELS; level++, node >>= 1) {
      copy(inPage, node ^ 1, level, proof, level + 1);
    }
    long above = 1L << bits | index;
    for (int level = 0; level < bits; level++, above >>>= 1) {
      byte[] sibling = node(pages, above ^ 1, level);
      System.arraycopy(sibling, 0, proof, (PAGE_LEVELS + 1 + level) * 32, 32);
    }
    return proof;
  }

  private void copy(byte @Nullable [] nodes, int node, int level, byte[] proof, int place) {
    if (nodes == null) {
      System.arraycopy(zeros.at(level), 0, proof, 32 * place, 32);
    } else {
      System.arraycopy(nodes, 32 * node, proof, 32 * place, 32);
    }
  }
}
