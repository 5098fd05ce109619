package dev.kopi.core.derivation.pipeline;

import dev.kopi.core.chain.spec.OpFork;
import dev.kopi.core.derivation.ProtocolLimits;
import dev.kopi.core.derivation.channel.Channel;
import dev.kopi.core.derivation.channel.ChannelFault;
import dev.kopi.core.derivation.channel.ChannelId;
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
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The channel bank before Holocene: buffers many channels, in the order in which they were opened.
 * Channels are read before frames are added, and pruned after.
 *
 * @see <a href="https://specs.optimism.io/protocol/derivation.html#channel-bank">Channel bank</a>
 */
final class ChannelBank implements ChannelStage {
  private final RollupConfig config;
  private final FrameQueue previous;
  private final DerivationEvents events;
  private final Map<ChannelId, Channel> channels = new LinkedHashMap<>();
  private long totalSize;

  ChannelBank(RollupConfig config, FrameQueue previous, DerivationEvents events) {
    this.config = config;
    this.previous = previous;
    this.events = events;
  }

  /** Before Holocene channels are not flushed. */
  @Override
  public void flush() {
    throw new IllegalStateException("channels are flushed from Holocene on only");
  }

  @Override
  public Pulled<Bytes> next() {
    Channel first = channels.isEmpty() ? null : channels.values().iterator().next();
    if (first != null && isTimedOut(first)) {
      // "Upon reading, while the first opened channel is timed-out, remove it from the
      // channel-bank."
      remove(first, ChannelFault.TIMED_OUT);
      return new Pulled.Again<>();
    }
    Channel readable = findReadable();
    if (readable != null) {
      totalSize -= readable.size();
      channels.remove(readable.id());
      Bytes data = readable.data();
      events.add(new ChannelRead(readable.id(), data.size()));
      return new Pulled.Item<>(data);
    }
    return switch (previous.next()) {
      case Pulled.Item<Frame>(Frame frame) -> {
        ingest(frame);
        yield new Pulled.Again<>();
      }
      case Pulled.Again<Frame> again -> new Pulled.Again<>();
      case Pulled.Exhausted<Frame> exhausted -> new Pulled.Exhausted<>();
    };
  }

  /**
   * Before Canyon only the first opened channel may be read. "After the Canyon network upgrade, the
   * entire channel bank is scanned in FIFO order (by open time) & the first ready (i.e. not
   * timed-out) channel will be returned."
   */
  private @Nullable Channel findReadable() {
    boolean canyon = config.isActive(OpFork.CANYON, previous.origin().timestampSeconds());
    for (Channel channel : channels.values()) {
      if (channel.isComplete() && !isTimedOut(channel)) {
        return channel;
      }
      if (!canyon) {
        return null;
      }
    }
    return null;
  }

  private boolean isTimedOut(Channel channel) {
    L1BlockRef origin = previous.origin();
    return channel.isTimedOut(config.channelTimeout(origin.timestampSeconds()), origin.number());
  }

  private void ingest(Frame frame) {
    Channel channel = channels.get(frame.channel());
    if (channel == null) {
      channel = new Channel(frame.channel(), previous.origin().number(), false);
      channels.put(frame.channel(), channel);
      events.add(new ChannelOpened(frame.channel()));
    }
    if (isTimedOut(channel)) {
      drop(frame, FrameFault.CHANNEL_TIMED_OUT);
      return;
    }
    long before = channel.size();
    FrameFault fault = channel.add(frame);
    if (fault != null) {
      drop(frame, fault);
      return;
    }
    totalSize += channel.size() - before;
    prune();
  }

  /**
   * After each frame: removes the first opened channels until the total size is at most {@code
   * MAX_CHANNEL_BANK_SIZE}.
   */
  private void prune() {
    long limit = ProtocolLimits.maxChannelBankSize(config, previous.origin().timestampSeconds());
    Iterator<Channel> oldestFirst = channels.values().iterator();
    while (totalSize > limit && oldestFirst.hasNext()) {
      Channel channel = oldestFirst.next();
      oldestFirst.remove();
      totalSize -= channel.size();
      events.add(new ChannelDropped(channel.id(), ChannelFault.PRUNED));
    }
  }

  private void remove(Channel channel, ChannelFault fault) {
    channels.remove(channel.id());
    totalSize -= channel.size();
    events.add(new ChannelDropped(channel.id(), fault));
  }

  private void drop(Frame frame, FrameFault fault) {
    events.add(new FrameDropped(frame.channel(), frame.number(), fault));
  }
}
