package dev.kopi.core.derivation.channel;

import dev.kopi.core.compress.Brotli;
import dev.kopi.core.compress.Decompressed;
import dev.kopi.core.compress.Inflate;
import dev.kopi.core.primitives.ByteRange;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.DecodeException;
import org.jspecify.annotations.Nullable;

/**
 * Decompresses a channel and cuts it into the byte strings that hold its batches. Reading stops at
 * the first thing that is wrong; what came before counts. "If the decompressed data exceeds the
 * limit, things proceeds as though the channel contained only the first MAX_RLP_BYTES_PER_CHANNEL
 * decompressed bytes."
 *
 * @see <a href="https://specs.optimism.io/protocol/derivation.html#channel-format">Channel
 *     format</a>
 */
public final class ChannelReader {
  private static final int ZLIB_DEFLATE = 8;
  private static final int ZLIB_RESERVED = 15;

  private static final ByteRange NOTHING = ByteRange.of(Bytes.EMPTY);

  private final Decompressed data;
  private final int limit;
  private int position;

  private ChannelReader(Decompressed data, int limit) {
    this.data = data;
    this.limit = limit;
  }

  /** How reading a channel begins. */
  public sealed interface Opened {
    /** It can be read. */
    record Reader(ChannelReader reader) implements Opened {}

    /** It cannot. */
    record Failed(ChannelFault fault) implements Opened {}
  }

  /**
   * Opens a channel. "The channel is compressed with zlib if the lower four bits of its first byte
   * are 8 or 15, and with Brotli if the byte is 1, from Fjord on."
   *
   * @param maxRlpBytes the most bytes that are decompressed
   * @param brotliAllowed whether Fjord holds
   * @param brotliDictionary the static dictionary of Brotli
   */
  public static Opened open(
      Bytes channel, int maxRlpBytes, boolean brotliAllowed, Bytes brotliDictionary) {
    if (channel.isEmpty()) {
      return new Opened.Failed(ChannelFault.EMPTY);
    }
    byte[] input = channel.unsafeArray();
    int first = input[0] & 0xff;
    int method = first & 0x0f;
    Decompressed data;
    if (method == ZLIB_DEFLATE || method == ZLIB_RESERVED) {
      try {
        data = new Inflate(input, maxRlpBytes);
      } catch (DecodeException e) {
        return new Opened.Failed(ChannelFault.UNKNOWN_COMPRESSION);
      }
    } else if (first == CompressionAlgorithm.BROTLI_VERSION && brotliAllowed) {
      data = new Brotli(input, 1, maxRlpBytes, brotliDictionary);
    } else {
      return new Opened.Failed(ChannelFault.UNKNOWN_COMPRESSION);
    }
    return new Opened.Reader(new ChannelReader(data, maxRlpBytes));
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
