package dev.kopi.core.derivation.channel;

/** Takes bytes until as many are in as the target stands for by an assumed ratio. */
public final class RatioCompressor implements ChannelCompressor {
  private final Compressor compressor;
  private final long inputThreshold;
  private long inputBytes;

  /**
   * With nothing in it.
   *
   * @param inputThreshold the target size over the assumed ratio of compression
   */
  public RatioCompressor(
      Compressor.Factory factory, CompressionAlgorithm algorithm, long inputThreshold) {
    this.compressor = factory.create(algorithm);
    this.inputThreshold = inputThreshold;
  }

  @Override
  public boolean write(byte[] bytes) {
    if (isFull()) {
      return false;
    }
    inputBytes += bytes.length;
    compressor.write(bytes, 0, bytes.length);
    return true;
  }

  @Override
  public boolean isFull() {
    return inputBytes >= inputThreshold;
  }

  @Override
  public void finish() {
    compressor.finish();
  }

  @Override
  public int size() {
    return compressor.size();
  }

  @Override
  public void read(byte[] out, int offset, int length) {
    compressor.read(out, offset, length);
  }
}
