package dev.kopi.core.dispute.model;

import dev.kopi.core.primitives.Hash;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The local data that a game put into the pre-image oracle. */
public final class LocalData {
  /** Identifier of the L1 block up to which the program reads. */
  public static final int L1_HEAD = 1;

  /** Identifier of the output that the execution starts from. */
  public static final int STARTING_OUTPUT = 2;

  /** Identifier of the output that is disputed. */
  public static final int DISPUTED_OUTPUT = 3;

  /** Identifier of the block of the disputed output. */
  public static final int DISPUTED_BLOCK = 4;

  /** Identifier of the chain id. */
  public static final int CHAIN_ID = 5;

  private record Part(long identifier, Hash context, long offset) {}

  private final Map<Part, Hash> parts = new HashMap<>();

  LocalData() {}

  /**
   * A part of local data.
   *
   * @param offset counts from the length before the data
   * @return the 32 bytes from there on; null when they were not added
   */
  public @Nullable Hash part(long identifier, Hash context, long offset) {
    return parts.get(new Part(identifier, context, offset));
  }

  /** Adds a part; the data are the first {@code size} bytes of the word. */
  void add(long identifier, Hash context, Hash word, int size, int offset) {
    byte[] prefixed = new byte[72];
    prefixed[7] = (byte) size;
    word.writeTo(prefixed, 8);
    parts.put(new Part(identifier, context, offset), Hash.of(prefixed, offset));
  }
}
