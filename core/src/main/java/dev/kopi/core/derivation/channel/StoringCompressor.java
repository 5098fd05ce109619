package dev.kopi.core.derivation.channel;

/** Compresses nothing, so that what goes in comes out in size. */
public final class StoringCompressor implements ChannelCompressor {
  private final Compressor compressor;
  private final long target;
  private boolean full;

  /**
   * With nothing in it.
   *
   * @param target the size above which the channel has enough
   */
  public StoringCompressor(Compressor.Factory factory, long target) {
    this.compressor = factory.createStoring();
    this.target = target;
  }

  @Override
  public boolean write(byte[] bytes) {
    compressor.flush();
    compressor.write(bytes, 0, bytes.length);
    full |= compressor.size() > target;
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
