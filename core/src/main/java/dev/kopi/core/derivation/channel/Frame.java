package dev.kopi.core.derivation.channel;

import dev.kopi.core.derivation.ProtocolLimits;
import dev.kopi.core.platform.BigEndian;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.DecodeException;
import java.util.ArrayList;
import java.util.List;

/**
 * A piece of a channel: {@code channel_id ++ frame_number ++ frame_data_length ++ frame_data ++
 * is_last}.
 *
 * @param channel the channel it belongs to
 * @param number its place in the channel, 0 to 65,535
 * @param data its piece of the channel
 * @param isLast whether the channel ends with it
 * @see <a href="https://specs.optimism.io/protocol/derivation.html#frame-format">Frame format</a>
 */
public record Frame(ChannelId channel, int number, Bytes data, boolean isLast) {
  /** The bytes around the data: channel id, number, length, mark of the end. */
  public static final int OVERHEAD = ChannelId.SIZE + 2 + 4 + 1;

  /** The highest number. */
  public static final int MAX_NUMBER = 0xffff;

  /** The first byte of a batcher transaction that carries frames. */
  public static final int DERIVATION_VERSION = 0;

  /** The encoding. */
  public Bytes encode() {
    byte[] out = new byte[OVERHEAD + data.size()];
    channel.writeTo(out, 0);
    out[16] = (byte) (number >>> 8);
    out[17] = (byte) number;
    BigEndian.putInt(out, 18, data.size());
    data.copyTo(0, out, 22, data.size());
    out[out.length - 1] = (byte) (isLast ? 1 : 0);
    return Bytes.wrap(out);
  }

  /**
   * Reads the frames of a batcher transaction: {@code version_byte ++ frame ++ …}. "If any one
   * frame fails to parse, the all frames in the transaction are rejected."
   *
   * @throws DecodeException when the version is another one, a frame is malformed, or there is none
   * @see <a href="https://specs.optimism.io/protocol/derivation.html#batcher-transaction-format">
   *     Batcher transaction format</a>
   */
  public static List<Frame> parseAll(Bytes transactionData) {
    byte[] data = transactionData.unsafeArray();
    require(data.length > 0, "no data");
    require(data[0] == DERIVATION_VERSION, "unknown version");
    require(data.length > 1, "no frame");
    List<Frame> frames = new ArrayList<>();
    int at = 1;
    while (at < data.length) {
      require(data.length - at >= OVERHEAD, "a frame is cut off");
      long size = Integer.toUnsignedLong(BigEndian.getInt(data, at + 18));
      require(size <= ProtocolLimits.MAX_FRAME_DATA, "a frame is too long");
      require(size <= data.length - at - OVERHEAD, "a frame is cut off");
      int end = at + 22 + (int) size;
      require(data[end] == 0 || data[end] == 1, "is_last is neither 0 nor 1");
      int number = (data[at + 16] & 0xff) << 8 | (data[at + 17] & 0xff);
      frames.add(
          new Frame(
              ChannelId.of(data, at),
              number,
              Bytes.copyOf(data, at + 22, (int) size),
              data[end] == 1));
      at = end + 1;
    }
    return frames;
  }

  private static void require(boolean holds, String message) {
    if (!holds) {
      throw new DecodeException("frames: " + message);
    }
  }
}
