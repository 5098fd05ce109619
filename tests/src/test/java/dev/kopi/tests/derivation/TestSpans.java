package dev.kopi.tests.derivation;

import dev.kopi.adapters.compression.BrotliDictionary;
import dev.kopi.core.derivation.batch.Batch;
import dev.kopi.core.derivation.batch.BatchDecoder;
import dev.kopi.core.derivation.channel.ChannelOpener;
import dev.kopi.core.derivation.channel.ChannelReader;
import dev.kopi.core.derivation.channel.Frame;
import dev.kopi.core.rollup.RollupConfig;
import java.util.Objects;

/** Reads back what a batcher wrote. */
final class TestSpans {
  private TestSpans() {}

  /** The only batch of a channel of one frame. */
  static Batch read(RollupConfig config, Frame frame) {
    ChannelReader reader =
        ((ChannelOpener.Opened.Reader)
                new ChannelOpener(BrotliDictionary.load()).open(frame.data(), 10_000_000, true))
            .reader();
    return ((BatchDecoder.Decoded.Read)
            BatchDecoder.decode(config, true, Objects.requireNonNull(reader.next())))
        .batch();
  }
}
