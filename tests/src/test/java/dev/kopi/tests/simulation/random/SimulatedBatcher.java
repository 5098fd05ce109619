package dev.kopi.tests.simulation.random;

import dev.kopi.adapters.compression.NativeCompressors;
import dev.kopi.adapters.rpc.RpcTransportException;
import dev.kopi.core.batcher.ChannelEncoder;
import dev.kopi.core.batcher.ChannelPolicy;
import dev.kopi.core.batcher.Throttle;
import dev.kopi.core.chain.block.Block;
import dev.kopi.core.derivation.channel.ChannelId;
import dev.kopi.core.derivation.channel.CompressionAlgorithm;
import dev.kopi.core.derivation.channel.ShadowCompressor;
import dev.kopi.core.derivation.channel.SingularChannelOut;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.rollup.SyncStatus;
import dev.kopi.services.batcher.BatcherConfig;
import dev.kopi.services.batcher.BatcherDriver;
import dev.kopi.services.batcher.BatcherListener;
import dev.kopi.services.batcher.BatcherPorts;
import dev.kopi.services.batcher.Throttler;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A batcher with its account. It keeps nothing over a crash. */
final class SimulatedBatcher extends Role {
  private static final ChannelPolicy POLICY =
      new ChannelPolicy(20, 40, 2, 3, false, 4000, 1, false);

  private final World world;
  private final SimulatedNode sequencer;
  private final Link node;
  private final Sender sender;
  private @Nullable BatcherDriver driver;

  SimulatedBatcher(World world, SimulatedNode sequencer) {
    super("batcher");
    this.world = world;
    this.sequencer = sequencer;
    this.node = world.link(name);
    this.sender = new Sender(world, name, World.BATCHER);
  }

  private <T> T ask(Supplier<T> what) {
    return node.call(what, () -> new RpcTransportException("the node does not answer"));
  }

  private @Nullable Block block(long number) {
    return ask(() -> Optional.ofNullable(sequencer.engine().blockByNumber(number))).orElse(null);
  }

  private SyncStatus syncStatus() {
    return ask(() -> {
      if (!sequencer.isUp()) {
        throw new RpcTransportException("the node is down");
      }
      return sequencer.status();
    });
  }

  @Override
  void begin(long nowMillis) {
    sender.begin();
    BatcherConfig config =
        new BatcherConfig(
            POLICY,
            BatcherConfig.Encoding.DEFAULT,
            Duration.ofSeconds(1),
            world.maxPendingTransactions(),
            false,
            world.chaos().chance(0.5),
            0,
            Throttle.DEFAULT);
    BatcherDriver next =
        new BatcherDriver(
            config,
            world.config(),
            new BatcherPorts(this::block, this::syncStatus, new L1(), sender.manager()),
            this::channel,
            new Throttler(Throttle.DEFAULT, () -> {}),
            BatcherListener.NONE,
            () -> wake(world.nowMillis()));
    next.commands().send(BatcherDriver.Command.START);
    driver = next;
  }

  private ChannelEncoder channel() {
    return ChannelEncoder.of(
        new SingularChannelOut(
            new ChannelId(1, world.nextId()),
            world.config(),
            new ShadowCompressor(
                new NativeCompressors(), CompressionAlgorithm.ZLIB, POLICY.targetOutputSize())));
  }

  @Override
  long step(long nowMillis) {
    long transactions = sender.manager().step(nowMillis);
    long work = Objects.requireNonNull(driver).run(nowMillis);
    return Math.min(Math.min(transactions, sender.manager().step(nowMillis)), work);
  }

  private final class L1 implements BatcherPorts.L1Source {
    @Override
    public long blockNumber() {
      return sender.l1().blockNumber();
    }

    @Override
    public long nonceAt(Address account, long blockNumber) {
      return sender.l1().call(() -> world.l1().nonceAt(account, blockNumber));
    }
  }
}
