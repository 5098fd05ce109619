package dev.kopi.core.derivation.pipeline;

import dev.kopi.core.chain.spec.OpFork;
import dev.kopi.core.derivation.ProtocolLimits;
import dev.kopi.core.derivation.batch.Batch;
import dev.kopi.core.derivation.batch.BatchDecoder;
import dev.kopi.core.derivation.batch.BatchVerdict;
import dev.kopi.core.derivation.batch.SingularBatch;
import dev.kopi.core.derivation.batch.SpanBatch;
import dev.kopi.core.derivation.channel.ChannelFault;
import dev.kopi.core.derivation.channel.ChannelOpener;
import dev.kopi.core.derivation.channel.ChannelReader;
import dev.kopi.core.derivation.event.DerivationEvent.BatchDecoded;
import dev.kopi.core.derivation.event.DerivationEvent.BatchDropped;
import dev.kopi.core.derivation.event.DerivationEvent.ChannelCutShort;
import dev.kopi.core.derivation.event.DerivationEvents;
import dev.kopi.core.primitives.ByteRange;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.rollup.L1BlockRef;
import dev.kopi.core.rollup.RollupConfig;
import org.jspecify.annotations.Nullable;

/**
 * The fifth stage: decompresses channels and reads batches from them, up to the first error.
 *
 * @see <a
 *     href="https://specs.optimism.io/protocol/derivation.html#channel-reader-batch-decoding">Channel
 *     reader (batch decoding)</a>
 */
final class ChannelInReader {
  private final RollupConfig config;
  private final L1Traversal traversal;
  private final ChannelOpener opener;
  private final DerivationEvents events;
  private ChannelStage previous;
  private @Nullable ChannelReader reader;

  ChannelInReader(
      RollupConfig config,
      L1Traversal traversal,
      ChannelStage previous,
      Bytes brotliDictionary,
      DerivationEvents events) {
    this.config = config;
    this.traversal = traversal;
    this.previous = previous;
    this.opener = new ChannelOpener(brotliDictionary);
    this.events = events;
  }

  L1BlockRef origin() {
    return traversal.origin();
  }

  /** Replaces the channel stage, at a fork. */
  void readFrom(ChannelStage stage) {
    previous = stage;
  }

  /** Drops the channel that is read, and the one that is being assembled. */
  void flush() {
    if (reader != null) {
      events.add(new ChannelCutShort(ChannelFault.FLUSHED));
      reader = null;
    }
    previous.flush();
  }

  Pulled<Batch> next() {
    if (reader == null) {
      switch (previous.next()) {
        case Pulled.Item<Bytes>(Bytes channel) -> open(channel);
        case Pulled.Again<Bytes> again -> {
          return new Pulled.Again<>();
        }
        case Pulled.Exhausted<Bytes> exhausted -> {
          return new Pulled.Exhausted<>();
        }
      }
    }
    ChannelReader open = reader;
    Batch batch = open == null ? null : read(open);
    return batch == null ? new Pulled.Again<>() : new Pulled.Item<>(batch);
  }

  private void open(Bytes channel) {
    long time = origin().timestampSeconds();
    ChannelOpener.Opened opened =
        opener.open(
            channel,
            ProtocolLimits.maxRlpBytesPerChannel(config, time),
            config.isActive(OpFork.FJORD, time));
    switch (opened) {
      case ChannelOpener.Opened.Reader(ChannelReader made) -> reader = made;
      case ChannelOpener.Opened.Failed(ChannelFault fault) ->
          events.add(new ChannelCutShort(fault));
    }
  }

  private @Nullable Batch read(ChannelReader open) {
    ByteRange data = open.next();
    if (data == null) {
      reader = null;
      if (!open.isAtEnd()) {
        events.add(new ChannelCutShort(ChannelFault.CUT_OFF));
      }
      return null;
    }
    boolean delta = config.isActive(OpFork.DELTA, origin().timestampSeconds());
    BatchDecoder.Decoded decoded;
    try {
      decoded = BatchDecoder.decode(config, delta, data);
    } catch (DecodeException e) {
      events.add(new ChannelCutShort(ChannelFault.MALFORMED_BATCH));
      reader = null;
      return null;
    }
    return switch (decoded) {
      case BatchDecoder.Decoded.Read(Batch batch) -> {
        switch (batch) {
          case SingularBatch one -> events.add(new BatchDecoded(false, one.timestampSeconds(), 1));
          case SpanBatch span ->
              events.add(new BatchDecoded(true, span.timestampSeconds(), span.blocks().size()));
        }
        yield batch;
      }
      case BatchDecoder.Decoded.Unusable unusable -> {
        events.add(new BatchDropped(true, 0, BatchVerdict.SPAN_MALFORMED));
        yield null;
      }
      case BatchDecoder.Decoded.TooEarly early -> {
        events.add(new BatchDropped(true, 0, BatchVerdict.SPAN_BEFORE_DELTA));
        yield null;
      }
    };
  }
}
