package dev.kopi.core.derivation.channel;

import dev.kopi.core.derivation.ProtocolLimits;
import dev.kopi.core.derivation.batch.SingularBatch;
import dev.kopi.core.primitives.RlpWriter;
import dev.kopi.core.rollup.RollupConfig;

/** A channel of singular batches, compressed as they come. */
public final class SingularChannelOut implements ChannelOut {
  private final RollupConfig config;
  private final ChannelCompressor compressor;
  private final FrameCutter cutter;
  private long inputBytes;
  private boolean closed;

  /** With nothing in it. */
  public SingularChannelOut(ChannelId id, RollupConfig config, ChannelCompressor compressor) {
    this.config = config;
    this.compressor = compressor;
    this.cutter = new FrameCutter(id);
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
    RlpWriter out = new RlpWriter(1024);
    batch.writeTo(out);
    byte[] encoded = out.toArray();
    // The limit goes by the L1 block of inclusion, which comes after the batch's own time.
    int limit = ProtocolLimits.maxRlpBytesPerChannel(config, batch.timestampSeconds());
    if (inputBytes + encoded.length > limit) {
      return Added.TOO_MANY_RLP_BYTES;
    }
    inputBytes += encoded.length;
    if (!compressor.write(encoded)) {
      return Added.COMPRESSOR_FULL;
    }
    return compressor.isFull() ? Added.ADDED_AND_FULL : Added.ADDED;
  }

  @Override
  public long inputBytes() {
    return inputBytes;
  }

  @Override
  public int readyBytes() {
    return compressor.size();
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      compressor.finish();
    }
  }

  @Override
  public Frame nextFrame(int maxSize) {
    return cutter.cut(compressor::read, compressor.size(), closed, maxSize);
  }
}
