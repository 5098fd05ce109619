package dev.kopi.services.batcher;

import dev.kopi.core.batcher.ChannelEncoder;
import dev.kopi.core.derivation.channel.ChannelCompressor;
import dev.kopi.core.derivation.channel.ChannelId;
import dev.kopi.core.derivation.channel.ChannelOut;
import dev.kopi.core.derivation.channel.Compressor;
import dev.kopi.core.derivation.channel.RatioCompressor;
import dev.kopi.core.derivation.channel.ShadowCompressor;
import dev.kopi.core.derivation.channel.SingularChannelOut;
import dev.kopi.core.derivation.channel.SpanChannelOut;
import dev.kopi.core.derivation.channel.StoringCompressor;
import dev.kopi.core.rollup.RollupConfig;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/** Opens channels with random IDs. */
public final class ChannelFactory implements Supplier<ChannelEncoder> {
  private final RollupConfig rollup;
  private final BatcherConfig config;
  private final Compressor.Factory compressors;
  private final RandomGenerator random;

  /**
   * A factory.
   *
   * @param random gives the IDs
   */
  public ChannelFactory(
      RollupConfig rollup,
      BatcherConfig config,
      Compressor.Factory compressors,
      RandomGenerator random) {
    this.rollup = rollup;
    this.config = config;
    this.compressors = compressors;
    this.random = random;
  }

  @Override
  public ChannelEncoder get() {
    ChannelId id = new ChannelId(random.nextLong(), random.nextLong());
    BatcherConfig.Encoding encoding = config.encoding();
    long target = config.policy().targetOutputSize();
    ChannelOut out =
        switch (encoding.batchType()) {
          case SINGULAR -> new SingularChannelOut(id, rollup, compressor(encoding, target));
          case SPAN ->
              new SpanChannelOut(
                  id,
                  rollup,
                  compressors.create(encoding.algorithm()),
                  target,
                  encoding.maxBlocksPerSpan());
        };
    return ChannelEncoder.of(out);
  }

  private ChannelCompressor compressor(BatcherConfig.Encoding encoding, long target) {
    return switch (encoding.compressor()) {
      case SHADOW -> new ShadowCompressor(compressors, encoding.algorithm(), target);
      case RATIO ->
          new RatioCompressor(
              compressors,
              encoding.algorithm(),
              target * 100 / Math.max(1, encoding.approximateRatioPercent()));
      case NONE -> new StoringCompressor(compressors, target);
    };
  }
}
