package dev.kopi.core.derivation.pipeline;

import dev.kopi.core.derivation.ProtocolLimits;
import dev.kopi.core.derivation.channel.Channel;
import dev.kopi.core.derivation.channel.ChannelFault;
import dev.kopi.core.derivation.channel.Frame;
import dev.kopi.core.derivation.channel.FrameFault;
import dev.kopi.core.derivation.event.DerivationEvent.ChannelDropped;
import dev.kopi.core.derivation.event.DerivationEvent.ChannelOpened;
import dev.kopi.core.derivation.event.DerivationEvent.ChannelRead;
import dev.kopi.core.derivation.event.DerivationEvent.FrameDropped;
import dev.kopi.core.derivation.event.DerivationEvents;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.rollup.L1BlockRef;
import dev.kopi.core.rollup.RollupConfig;
import org.jspecify.annotations.Nullable;

/**
 * The channel assembler from Holocene on: one channel at a time, from frames in order. "The channel
 * bank only ever holds a single staging channel".
 *
 * @see <a href="https://specs.optimism.io/protocol/holocene/derivation.html#channel-bank">Holocene:
 *     channel bank</a>
 */
final class ChannelAssembler implements ChannelStage {
  private final RollupConfig config;
  private final FrameQueue previous;
  private final DerivationEvents events;
  private @Nullable Channel staging;

  ChannelAssembler(RollupConfig config, FrameQueue previous, DerivationEvents events) {
    this.config = config;
    this.previous = previous;
    this.events = events;
  }

  @Override
  public void flush() {
    giveUp(ChannelFault.FLUSHED);
  }

  @Override
  public Pulled<Bytes> next() {
    L1BlockRef origin = previous.origin();
    Channel open = staging;
    long timeout = config.channelTimeout(origin.timestampSeconds());
    if (open != null && open.isTimedOut(timeout, origin.number())) {
      giveUp(ChannelFault.TIMED_OUT);
    }
    while (true) {
      switch (previous.next()) {
        case Pulled.Item<Frame>(Frame frame) -> {
          Bytes complete = ingest(frame, origin);
          if (complete != null) {
            return new Pulled.Item<>(complete);
          }
        }
        case Pulled.Again<Frame> again -> {
          return new Pulled.Again<>();
        }
        case Pulled.Exhausted<Frame> exhausted -> {
          return new Pulled.Exhausted<>();
        }
      }
    }
  }

  /** Adds a frame; returns the data of the channel when the frame completes it. */
  private @Nullable Bytes ingest(Frame frame, L1BlockRef origin) {
    if (frame.number() == 0) {
      // "If there already is an open, non-completed staging channel, it is dropped and replaced by
      // this new channel."
      giveUp(ChannelFault.ABANDONED);
      staging = new Channel(frame.channel(), origin.number(), true);
      events.add(new ChannelOpened(frame.channel()));
    }
    Channel channel = staging;
    FrameFault fault = channel == null ? FrameFault.NO_CHANNEL : channel.add(frame);
    if (channel == null || fault != null) {
      FrameFault reason = fault == null ? FrameFault.NO_CHANNEL : fault;
      events.add(new FrameDropped(frame.channel(), frame.number(), reason));
      return null;
    }
    if (channel.size() > ProtocolLimits.maxRlpBytesPerChannel(config, origin.timestampSeconds())) {
      giveUp(ChannelFault.TOO_LARGE);
      return null;
    }
    if (!frame.isLast()) {
      return null;
    }
    staging = null;
    Bytes data = channel.data();
    events.add(new ChannelRead(channel.id(), data.size()));
    return data;
  }

  private void giveUp(ChannelFault fault) {
    Channel channel = staging;
    if (channel != null) {
      events.add(new ChannelDropped(channel.id(), fault));
      staging = null;
    }
  }
}
