package dev.kopi.core.derivation.channel;

import dev.kopi.core.compress.Brotli;
import dev.kopi.core.compress.Decompressed;
import dev.kopi.core.compress.Inflate;
import dev.kopi.core.compress.OutputBuffer;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.DecodeException;

/**
 * Opens channels one after the other: with the next one, the one before cannot be read any more.
 */
public final class ChannelOpener {
  private static final int ZLIB_DEFLATE = 8;
  private static final int ZLIB_RESERVED = 15;

  private final Bytes brotliDictionary;
  private final OutputBuffer buffer = new OutputBuffer();

  /**
   * For any number of channels.
   *
   * @param brotliDictionary the static dictionary of Brotli
   */
  public ChannelOpener(Bytes brotliDictionary) {
    this.brotliDictionary = brotliDictionary;
  }

  /** How reading a channel begins. */
  public sealed interface Opened {
    /** It can be read. */
    record Reader(ChannelReader reader) implements Opened {}

    /** It cannot. */
    record Failed(ChannelFault fault) implements Opened {}
  }

  /**
   * Opens a channel. It is compressed with zlib if the lower four bits of its first byte are 8 or
   * 15, and with Brotli, from Fjord on, if the byte is 1.
   *
   * @param maxRlpBytes the most bytes that are decompressed
   * @param brotliAllowed whether Fjord holds
   * @see <a href="https://specs.optimism.io/protocol/derivation.html#channel-format">Channel
   *     format</a>
   */
  public Opened open(Bytes channel, int maxRlpBytes, boolean brotliAllowed) {
    if (channel.isEmpty()) {
      return new Opened.Failed(ChannelFault.EMPTY);
    }
    byte[] input = channel.unsafeArray();
    int first = input[0] & 0xff;
    int method = first & 0x0f;
    Decompressed data;
    if (method == ZLIB_DEFLATE || method == ZLIB_RESERVED) {
      try {
        data = new Inflate(input, maxRlpBytes, buffer);
      } catch (DecodeException e) {
        return new Opened.Failed(ChannelFault.UNKNOWN_COMPRESSION);
      }
    } else if (first == CompressionAlgorithm.BROTLI_VERSION && brotliAllowed) {
      data = new Brotli(input, 1, maxRlpBytes, brotliDictionary, buffer);
    } else {
      return new Opened.Failed(ChannelFault.UNKNOWN_COMPRESSION);
    }
    return new Opened.Reader(new ChannelReader(data, maxRlpBytes));
  }
}
