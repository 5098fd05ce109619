package dev.kopi.core.batcher;

import dev.kopi.core.derivation.channel.ChannelId;
import dev.kopi.core.derivation.channel.Frame;
import dev.kopi.core.primitives.Bytes;
import java.util.List;

/**
 * The data of one L1 transaction.
 *
 * @param frames the frames, all of one channel and consecutive
 * @param blobs whether each frame goes into its own blob, rather than all into the calldata
 */
public record TxData(List<Frame> frames, boolean blobs) {
  private static final Bytes DERIVATION_VERSION_0 = Bytes.wrap(new byte[1]);

  /**
   * Identifies the data of a pending transaction.
   *
   * @param channel the channel's id
   * @param first the number of its first frame
   * @param count how many frames
   */
  public record Id(ChannelId channel, int first, int count) {
    @Override
    public String toString() {
      return channel.toBytes().toHex() + ":" + first + (count > 1 ? "+" + (count - 1) : "");
    }
  }

  /** Copies the list. */
  public TxData {
    frames = List.copyOf(frames);
    if (frames.isEmpty()) {
      throw new IllegalArgumentException("no frames");
    }
  }

  /** The identifier. */
  public Id id() {
    Frame first = frames.getFirst();
    return new Id(first.channel(), first.number(), frames.size());
  }

  /** The calldata: a version byte and all frames. */
  public Bytes callData() {
    Bytes[] parts = new Bytes[frames.size() + 1];
    parts[0] = DERIVATION_VERSION_0;
    for (int i = 0; i < frames.size(); i++) {
      parts[i + 1] = frames.get(i).encode();
    }
    return Bytes.concat(parts);
  }

  /** What each blob carries: a version byte and one frame. */
  public List<Bytes> blobData() {
    return frames.stream().map(f -> Bytes.concat(DERIVATION_VERSION_0, f.encode())).toList();
  }

  /** The bytes of all frames. */
  public int size() {
    return frames.stream().mapToInt(f -> Frame.OVERHEAD + f.data().size()).sum();
  }
}
