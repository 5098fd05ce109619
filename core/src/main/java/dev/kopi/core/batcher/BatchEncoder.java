package dev.kopi.core.batcher;

import dev.kopi.core.derivation.batch.SingularBatch;
import dev.kopi.core.derivation.channel.ChannelOut;
import dev.kopi.core.derivation.channel.Frame;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.rollup.RollupConfig;

/** Blocks into the batches of a channel. */
public final class BatchEncoder implements ChannelEncoder {
  private final RollupConfig config;
  private final ChannelOut channel;

  /** Over an empty channel. */
  public BatchEncoder(RollupConfig config, ChannelOut channel) {
    this.config = config;
    this.channel = channel;
  }

  @Override
  public Bytes id() {
    return channel.id().toBytes();
  }

  @Override
  public Added add(LoadedBlock block) {
    SingularBatch batch = SingularBatch.of(config, block.block());
    return switch (channel.add(batch, block.ref().sequenceNumber())) {
      case ADDED -> Added.ADDED;
      case ADDED_AND_FULL -> Added.ADDED_AND_FULL;
      case COMPRESSOR_FULL -> Added.COMPRESSOR_FULL;
      case TOO_MANY_RLP_BYTES -> Added.TOO_MANY_RLP_BYTES;
    };
  }

  @Override
  public long inputBytes() {
    return channel.inputBytes();
  }

  @Override
  public int readyBytes() {
    return channel.readyBytes();
  }

  @Override
  public void close() {
    channel.close();
  }

  @Override
  public Output nextFrame(int maxSize) {
    Frame frame = channel.nextFrame(maxSize);
    return new Output(frame.encode(), frame.number(), frame.isLast());
  }
}
