package dev.kopi.tests.simulation.random;

import dev.kopi.core.chain.block.Block;
import dev.kopi.core.derivation.attributes.AttributesBuilder;
import dev.kopi.core.derivation.attributes.UpgradeTransactions;
import dev.kopi.core.derivation.batch.BatchVerdict;
import dev.kopi.core.derivation.event.DerivationEvent;
import dev.kopi.core.derivation.pipeline.DerivationPipeline;
import dev.kopi.core.derivation.source.DerivationSources;
import dev.kopi.core.engineapi.PayloadEnvelope;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.rollup.BlockId;
import dev.kopi.core.rollup.Consolidation;
import dev.kopi.core.rollup.L2BlockRef;
import dev.kopi.core.rollup.SyncStatus;
import dev.kopi.core.rollup.UnsafePayloads;
import dev.kopi.core.testkit.FakeEngine;
import dev.kopi.services.node.driver.NodeConfig;
import dev.kopi.services.node.driver.NodeDriver;
import dev.kopi.services.node.driver.NodeListener;
import dev.kopi.services.node.driver.NodePorts;
import dev.kopi.services.node.engine.SyncStartFinder;
import dev.kopi.services.node.sequencer.Conductor;
import dev.kopi.services.node.sequencer.SequencerConfig;
import dev.kopi.services.node.sequencer.SequencerState;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A rollup node with its engine. A crash of the engine may take unsafe blocks. */
final class SimulatedNode extends Role {
  private final World world;
  private final boolean sequencing;
  private final FakeEngine engine;
  private final FlakyEngine reached;
  private final FlakyL1 l1;
  private @Nullable NodeDriver driver;
  private long pollAt;

  SimulatedNode(World world, String name, boolean sequencing) {
    super(name);
    this.world = world;
    this.sequencing = sequencing;
    this.engine = new FakeEngine(world.config(), world.genesis());
    this.reached = new FlakyEngine(engine, world.link(name));
    this.l1 = new FlakyL1(world.l1().chain(), world.link(name));
  }

  FakeEngine engine() {
    return engine;
  }

  SyncStatus status() {
    NodeDriver running = driver;
    return running == null ? SyncStatus.EMPTY : running.status();
  }

  @Override
  void begin(long nowMillis) {
    SequencerConfig sequencer =
        sequencing ? new SequencerConfig(true, false, 0, 0, false, 50) : SequencerConfig.OFF;
    UpgradeTransactions upgrades = UpgradeTransactions.unknown();
    driver =
        new NodeDriver(
            world.config(),
            new NodeConfig(sequencer, 129, 4, 1 << 20),
            new NodePorts(
                l1,
                reached,
                reached,
                new SyncStartFinder(world.config(), l1, reached, this::head),
                new DerivationPipeline(
                    world.config(),
                    World.L1_SPEC,
                    World.CRYPTO.secp256k1(),
                    Bytes.EMPTY,
                    upgrades,
                    new DerivationSources(l1, l1, reached, null)),
                new AttributesBuilder(world.config(), World.L1_SPEC, upgrades, l1, reached),
                Conductor.none(),
                SequencerState.NONE,
                this::publish,
                new Reports()),
            Runnable::run,
            () -> wake(world.nowMillis()));
    pollAt = nowMillis;
  }

  private Block head(String name) {
    Hash hash =
        switch (name) {
          case "latest" -> engine.head().hash();
          case "safe" -> engine.safe().hash();
          default -> engine.finalized().hash();
        };
    return Objects.requireNonNull(reached.blockByHash(hash));
  }

  private void publish(PayloadEnvelope block) {
    world.gossip(new UnsafePayloads.Entry(block.payload(), block.parentBeaconBlockRoot()));
  }

  /** A block came from another node. */
  void receive(UnsafePayloads.Entry entry) {
    NodeDriver running = driver;
    if (isUp() && running != null) {
      running.unsafePayload(entry);
    }
  }

  @Override
  long step(long nowMillis) {
    NodeDriver running = Objects.requireNonNull(driver);
    if (nowMillis >= pollAt) {
      pollAt = nowMillis + 500 + world.chaos().delay(1500);
      if (l1.answers()) {
        running.l1Head(world.l1().head());
        running.l1Safe(world.l1().safe());
        running.l1Finalized(world.l1().finalized());
      }
    }
    return Math.min(pollAt, running.run(nowMillis));
  }

  @Override
  void lose() {
    driver = null;
    if (world.chaos().chance(0.3)) {
      long head = engine.head().number();
      engine.rewindTo(Math.max(engine.safe().number(), head - world.chaos().delay(20)));
    }
  }

  private final class Reports implements NodeListener {
    @Override
    public void onStatus(SyncStatus status) {
      world.checker().finalized(name, status.finalizedL2());
    }

    @Override
    public void onReset(String reason) {
      world.trace(name, "reset: " + reason);
    }

    @Override
    public void onDerivation(DerivationEvent event) {
      world.trace(name, event);
      if (event instanceof DerivationEvent.BatchDropped dropped
          && dropped.verdict() == BatchVerdict.GAP) {
        world.checker().droppedAsFuture(dropped.timestampSeconds());
      }
    }

    @Override
    public void onDerivationFailure(String reason) {
      world.trace(name, "derivation: " + reason);
    }

    @Override
    public void onUnsafeReorg(long number, Consolidation.Mismatch difference) {
      world.trace(name, "unsafe block " + number + " differs: " + difference);
    }

    @Override
    public void onSafeHead(L2BlockRef safe, BlockId l1) {
      world.trace(name, "safe " + safe.id() + " from " + l1);
      world.checker().safe(name, safe, l1);
    }
  }
}
