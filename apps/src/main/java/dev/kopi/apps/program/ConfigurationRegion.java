package dev.kopi.apps.program;

import dev.kopi.core.cannon.loader.ProgramLoader;
import dev.kopi.core.cannon.loader.ProgramSymbol;
import dev.kopi.core.cannon.machine.MachineState;
import dev.kopi.core.crypto.hash.Keccak256;
import dev.kopi.core.platform.BigEndian;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.proof.EmbeddedConfiguration;
import java.util.ArrayList;
import java.util.List;

/**
 * The part of the program's memory that receives the configuration of chains: four bytes of length,
 * then the configuration, then zeros. It is a subtree of the memory's Merkle tree, so the root of a
 * memory with another configuration follows from the hashes beside the way up.
 *
 * @param address its first byte
 */
public record ConfigurationRegion(long address) {
  /** As in kopi.h. */
  static final int BYTES = 1 << 18;

  private static final String SYMBOL = "kopi_configuration";
  private static final int LEAF = 32;

  /** The levels of the tree below the region: 2^18 bytes in leaves of 2^5. */
  private static final int LEVELS = 13;

  /**
   * Finds the region.
   *
   * @throws DecodeException when a program has none
   */
  public static ConfigurationRegion in(byte[] elf) {
    for (ProgramSymbol symbol : ProgramLoader.symbols(elf)) {
      if (symbol.name().equals(SYMBOL)) {
        if (symbol.size() != BYTES || symbol.start() % BYTES != 0) {
          throw new DecodeException("the program's region for configurations is another");
        }
        return new ConfigurationRegion(symbol.start());
      }
    }
    throw new DecodeException("the program has no region for configurations");
  }

  /**
   * Writes a configuration into a state.
   *
   * @throws DecodeException when it does not fit
   */
  public void write(MachineState state, EmbeddedConfiguration configuration) {
    byte[] content = content(configuration);
    state.memory().write(address, content, 0, content.length);
  }

  /** The hashes beside the way from the region to the root of a memory, from below. */
  List<Hash> siblings(MachineState state) {
    byte[] proof = state.memory().proof(address);
    List<Hash> siblings = new ArrayList<>();
    for (int at = (1 + LEVELS) * LEAF; at < proof.length; at += LEAF) {
      siblings.add(Hash.of(proof, at));
    }
    return siblings;
  }

  /**
   * The root of a memory with a configuration.
   *
   * @param siblings the hashes beside the way up, which do not depend on it
   * @throws DecodeException when it does not fit
   */
  Hash root(EmbeddedConfiguration configuration, List<Hash> siblings) {
    byte[] node = subtree(content(configuration));
    long index = address / BYTES;
    for (Hash sibling : siblings) {
      byte[] other = sibling.toArray();
      node = (index & 1) == 0 ? pair(node, 0, other, 0) : pair(other, 0, node, 0);
      index >>>= 1;
    }
    return Hash.of(node);
  }

  private static byte[] content(EmbeddedConfiguration configuration) {
    Bytes encoded = configuration.encode();
    if (encoded.size() > BYTES - 4) {
      throw new DecodeException(
          "a configuration of "
              + encoded.size()
              + " bytes does not fit into the program's region of "
              + (BYTES - 4));
    }
    byte[] content = new byte[4 + encoded.size()];
    BigEndian.putInt(content, 0, encoded.size());
    encoded.copyTo(0, content, 4, encoded.size());
    return content;
  }

  private static byte[] subtree(byte[] content) {
    int count = Math.ceilDiv(content.length, LEAF);
    byte[] level = new byte[(count + 1) * LEAF];
    System.arraycopy(content, 0, level, 0, content.length);
    byte[] zero = new byte[LEAF];
    for (int i = 0; i < LEVELS; i++) {
      System.arraycopy(zero, 0, level, count * LEAF, LEAF);
      int pairs = (count + 1) / 2;
      byte[] above = new byte[(pairs + 1) * LEAF];
      for (int j = 0; j < pairs; j++) {
        byte[] hash = pair(level, 2 * j * LEAF, level, (2 * j + 1) * LEAF);
        System.arraycopy(hash, 0, above, j * LEAF, LEAF);
      }
      zero = pair(zero, 0, zero, 0);
      level = above;
      count = pairs;
    }
    return level;
  }

  private static byte[] pair(byte[] left, int leftAt, byte[] right, int rightAt) {
    byte[] hash = new byte[LEAF];
    new Keccak256().update(left, leftAt, LEAF).update(right, rightAt, LEAF).digest(hash, 0);
    return hash;
  }
}
