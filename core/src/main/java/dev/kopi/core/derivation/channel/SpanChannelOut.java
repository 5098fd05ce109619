package dev.kopi.core.derivation.channel;

import dev.kopi.core.derivation.ProtocolLimits;
import dev.kopi.core.derivation.batch.SingularBatch;
import dev.kopi.core.derivation.batch.SpanBatchEncoder;
import dev.kopi.core.primitives.RlpWriter;
import dev.kopi.core.rollup.RollupConfig;

/**
 * A channel of span batches. A span changes from its first byte on with every block, so it is
 * compressed anew as a whole, and only when it may have reached the target. The block that makes it
 * exceed the target is taken back.
 */
public final class SpanChannelOut implements ChannelOut {
  private final RollupConfig config;
  private final Compressor compressor;
  private final FrameCutter cutter;
  private final long target;
  private final int maxBlocks;
  private final RlpWriter sealed = new RlpWriter(1024);
  private SpanBatchEncoder span;
  private long sealedBytes;
  private long compressedInput;
  private boolean full;
  private boolean closed;

  /**
   * With nothing in it.
   *
   * @param target the compressed size that the channel is to have
   * @param maxBlocks the most blocks of one span batch; 0 for no limit
   */
  public SpanChannelOut(
      ChannelId id, RollupConfig config, Compressor compressor, long target, int maxBlocks) {
    this.config = config;
    this.compressor = compressor;
    this.cutter = new FrameCutter(id);
    this.target = target;
    this.maxBlocks = maxBlocks;
    this.span = new SpanBatchEncoder(config);
  }

  @Override
  public ChannelId id() {
    return cutter.id();
  }

  @Override
  public Added add(SingularBatch batch, long sequenceNumber) {
    if (closed) {
      throw new IllegalStateException("channel " + id() + " is closed");
    }
    if (full) {
      return Added.COMPRESSOR_FULL;
    }
    if (maxBlocks > 0 && span.blockCount() >= maxBlocks) {
      span.writeTo(sealed);
      sealedBytes += span.encodedSize();
      span = new SpanBatchEncoder(config);
    }
    span.add(batch, sequenceNumber);
    // The limit goes by the L1 block of inclusion, which comes after the batch's own time.
    int limit = ProtocolLimits.maxRlpBytesPerChannel(config, batch.timestampSeconds());
    if (inputBytes() > limit) {
      span.undo();
      compress();
      return Added.TOO_MANY_RLP_BYTES;
    }
    long growth = inputBytes() - compressedInput;
    if (compressor.size() + growth < target) {
      return Added.ADDED;
    }
    compress();
    if (!full) {
      return Added.ADDED;
    }
    boolean onlyBlock = sealedBytes == 0 && span.blockCount() == 1;
    if (onlyBlock || compressor.size() == target) {
      return Added.ADDED_AND_FULL;
    }
    span.undo();
    compress();
    return Added.COMPRESSOR_FULL;
  }

  private void compress() {
    RlpWriter out = new RlpWriter((int) inputBytes() + 16);
    out.raw(sealed.toArray());
    if (span.blockCount() > 0) {
      span.writeTo(out);
    }
    byte[] input = out.toArray();
    compressor.reset();
    compressor.write(input, 0, input.length);
    compressor.finish();
    compressedInput = input.length;
    full |= compressor.size() >= target;
  }

  @Override
  public long inputBytes() {
    return sealedBytes + span.encodedSize();
  }

  /** Nothing is ready before the channel is full or closed: until then everything may change. */
  @Override
  public int readyBytes() {
    return closed || full ? compressor.size() : 0;
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      if (!full) {
        compress();
      }
    }
  }

  @Override
  public Frame nextFrame(int maxSize) {
    return cutter.cut(compressor::read, readyBytes(), closed, maxSize);
  }
}
