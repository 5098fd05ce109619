package dev.kopi.apps.devnet;

import dev.kopi.adapters.rpc.RpcMethods;
import dev.kopi.adapters.rpc.RpcObserver;
import dev.kopi.adapters.rpc.RpcServer;
import dev.kopi.adapters.rpc.RpcServerConfig;
import dev.kopi.apps.deployer.DevRole;
import dev.kopi.apps.deployer.GenesisDeployment;
import dev.kopi.core.chain.ChainSpec;
import dev.kopi.core.chain.Header;
import dev.kopi.core.crypto.Crypto;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.store.ChainStore;
import dev.kopi.services.l1.BeaconApi;
import dev.kopi.services.l1.BlobArchive;
import dev.kopi.services.l1.L1ClockConfig;
import dev.kopi.services.l1.L1Head;
import dev.kopi.services.l1.SlotClock;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** An L1 of the devnet's own: an engine, the clock that has it make blocks, and a beacon API. */
final class EmbeddedL1 implements AutoCloseable {
  private static final String LOOPBACK = "127.0.0.1";
  private static final int RECENT_BLOCKS = 64;
  private static final int SAFE_DISTANCE = 2;
  private static final int FINALIZED_DISTANCE = 4;

  private final EngineProcess engine;
  private final SlotClock clock;
  private final RpcServer beacon;
  private final ChainSpec spec;
  private final long slotSeconds;

  /** Nothing is started. The engine is closed with this. */
  EmbeddedL1(
      EngineProcess engine,
      GenesisDeployment deployment,
      long slotSeconds,
      Path blobs,
      int beaconPort,
      Crypto crypto,
      InstantSource time) {
    this.engine = engine;
    L1ClockConfig config =
        new L1ClockConfig(
            deployment.l1GenesisBlock().block().header().timestampSeconds(),
            slotSeconds,
            SAFE_DISTANCE,
            FINALIZED_DISTANCE,
            DevRole.FEE_RECIPIENT.address());
    BlobArchive archive = new BlobArchive(blobs);
    clock =
        new SlotClock(
            config, engine.engine(), archive, crypto.sha256(), time, recent(engine.store()));
    beacon =
        new RpcServer(
            RpcServerConfig.open(LOOPBACK, beaconPort),
            new RpcMethods(),
            List.of(new BeaconApi(config, archive, clock::headSlot)),
            RpcObserver.NONE,
            time);
    spec = deployment.l1Genesis().spec();
    this.slotSeconds = slotSeconds;
  }

  void start() {
    engine.start();
    beacon.start();
    clock.start();
  }

  /** The newest canonical blocks, the head last. */
  private static List<L1Head> recent(ChainStore store) {
    List<L1Head> recent = new ArrayList<>();
    Hash hash = store.heads().head();
    Header header = store.header(hash);
    while (header != null && recent.size() < RECENT_BLOCKS) {
      recent.addFirst(new L1Head(hash, header.number(), header.timestampSeconds()));
      hash = header.parentHash();
      header = header.number() == 0 ? null : store.header(hash);
    }
    return recent;
  }

  /** As the roles see it, once it is started. */
  DevnetL1 view() {
    return new DevnetL1(engine.endpoints(), beacon.httpUrl(), spec, false, slotSeconds);
  }

  /** What has it make blocks. */
  SlotClock clock() {
    return clock;
  }

  @Override
  public void close() {
    clock.close();
    beacon.close();
    engine.close();
  }
}
