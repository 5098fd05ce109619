package dev.kopi.core.derivation.channel;

import dev.kopi.core.compress.Decompressed;
import dev.kopi.core.primitives.ByteRange;
import dev.kopi.core.primitives.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a decompressed channel into the byte strings that hold its batches. Reading stops at the
 * first thing that is wrong; what came before counts. "If the decompressed data exceeds the limit,
 * things proceeds as though the channel contained only the first MAX_RLP_BYTES_PER_CHANNEL
 * decompressed bytes."
 *
 * @see <a href="https://specs.optimism.io/protocol/derivation.html#channel-format">Channel
 *     format</a>
 */
public final class ChannelReader {
  private static final ByteRange NOTHING = ByteRange.of(Bytes.EMPTY);

  private final Decompressed data;
  private final int limit;
  private int position;

  ChannelReader(Decompressed data, int limit) {
    this.data = data;
    this.limit = limit;
  }

  /** Whether nothing is left, as opposed to something that cannot be read. */
  public boolean isAtEnd() {
    return !data.require(position + 1);
  }

  /**
   * The content of the next RLP byte string, or null when there is none that is whole, canonical
   * and within the limit. Reading on does not change it.
   */
  public @Nullable ByteRange next() {
    if (!data.require(position + 1)) {
      return null;
    }
    int first = data.output()[position] & 0xff;
    if (first < 0x80) {
      return take(position, 1);
    }
    if (first >= 0xc0) {
      return null;
    }
    if (first < 0xb8) {
      int length = first - 0x80;
      ByteRange content = take(position + 1, length);
      boolean canonical = content == null || length != 1 || content.array()[content.start()] < 0;
      return canonical ? content : null;
    }
    int width = first - 0xb7;
    if (width > 4 || !data.require(position + 1 + width)) {
      return null;
    }
    long length = 0;
    for (int i = 0; i < width; i++) {
      length = length << 8 | (data.output()[position + 1 + i] & 0xff);
    }
    boolean canonical = length >= 56 && data.output()[position + 1] != 0;
    return canonical ? take(position + 1 + width, length) : null;
  }

  private @Nullable ByteRange take(int start, long length) {
    if (length > limit - start || !data.require(start + (int) length)) {
      return null;
    }
    position = start + (int) length;
    if (length == 0) {
      return NOTHING;
    }
    return new ByteRange(data.output(), start, position);
  }
}
