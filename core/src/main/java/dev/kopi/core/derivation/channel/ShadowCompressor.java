package dev.kopi.core.derivation.channel;

/**
 * Measures with a second compressor that is flushed after each write near the target; so the data
 * always stays below it. Only the first write may exceed the target, or a block larger than it
 * could never be posted.
 */
public final class ShadowCompressor implements ChannelCompressor {
  /**
   * The most that compression may add to data it cannot compress: header, digest, mark of the end,
   * and a block header for each 16 KB of the largest blob.
   */
  private static final int SAFE_OVERHEAD = 51;

  /** What ending a zlib stream adds. */
  private static final int FINISH_OVERHEAD = 9;

  private final Compressor compressor;
  private final Compressor shadow;
  private final long target;
  private final int emptySize;
  private boolean full;
  private long bound = SAFE_OVERHEAD;

  /**
   * With nothing in it.
   *
   * @param target the size that the data is to stay below
   */
  public ShadowCompressor(Compressor.Factory factory, CompressionAlgorithm algorithm, long target) {
    this.compressor = factory.create(algorithm);
    this.shadow = factory.create(algorithm);
    this.target = target;
    this.emptySize = algorithm.isBrotli() ? 1 : 0;
  }

  @Override
  public boolean write(byte[] bytes) {
    if (full) {
      return false;
    }
    shadow.write(bytes, 0, bytes.length);
    long newBound = bound + bytes.length;
    if (newBound > target) {
      shadow.flush();
      newBound = (long) shadow.size() + FINISH_OVERHEAD;
      if (newBound > target) {
        full = true;
        if (compressor.size() > emptySize) {
          return false;
        }
      }
    }
    bound = newBound;
    compressor.write(bytes, 0, bytes.length);
    return true;
  }

  @Override
  public boolean isFull() {
    return full;
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
