package dev.kopi.core.execution.validation;

import dev.kopi.core.chain.block.Block;
import dev.kopi.core.chain.block.Header;
import dev.kopi.core.chain.spec.ChainSpec;
import dev.kopi.core.primitives.Hash;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Checks of the uncles of a block (Yellow Paper, 11.1). */
public final class UncleRules {
  private static final int MAX_UNCLES = 2;
  private static final int GENERATIONS = 7;

  private UncleRules() {}

  /** The first rule that an uncle breaks, or null. */
  public static @Nullable InvalidBlock check(ChainSpec spec, Block block, Ancestors ancestors) {
    if (block.uncles().isEmpty()) {
      return null;
    }
    if (block.uncles().size() > MAX_UNCLES) {
      return InvalidBlock.TOO_MANY_UNCLES;
    }
    Map<Hash, Header> line = new HashMap<>();
    Set<Hash> included = new HashSet<>();
    Hash at = block.header().parentHash();
    for (int i = 0; i < GENERATIONS; i++) {
      Header header = ancestors.header(at);
      if (header == null) {
        break;
      }
      line.put(at, header);
      for (Header uncle : ancestors.uncles(at)) {
        included.add(uncle.hash());
      }
      at = header.parentHash();
    }
    for (Header uncle : block.uncles()) {
      Hash hash = uncle.hash();
      if (!included.add(hash)) {
        return InvalidBlock.UNCLE_INCLUDED_BEFORE;
      }
      if (line.containsKey(hash) || hash.equals(block.hash())) {
        return InvalidBlock.UNCLE_IS_ANCESTOR;
      }
      Header parent = line.get(uncle.parentHash());
      if (parent == null || uncle.parentHash().equals(block.header().parentHash())) {
        return InvalidBlock.UNCLE_WITHOUT_COMMON_ANCESTOR;
      }
      if (HeaderRules.check(spec, uncle, parent) != null) {
        return InvalidBlock.UNCLE_HEADER_INVALID;
      }
    }
    return null;
  }
}
