package dev.kopi.core.derivation.channel;

/**
 * A compressor that decides when a channel is full. The three kinds differ in how they estimate
 * whether more would exceed the target, the size that the channel's data is to have.
 */
public sealed interface ChannelCompressor
    permits ShadowCompressor, RatioCompressor, StoringCompressor {
  /**
   * Compresses bytes.
   *
   * @return false when they are not taken because the channel has enough
   */
  boolean write(byte[] bytes);

  /** Whether the channel has enough. */
  boolean isFull();

  /** Ends the stream. */
  void finish();

  /** How many compressed bytes wait to be read. */
  int size();

  /** Takes waiting bytes. */
  void read(byte[] target, int offset, int length);
}
