package dev.kopi.apps.devnet;

import dev.kopi.apps.dashboard.Dashboard;
import dev.kopi.apps.deployer.parameters.FaultProofParameters;
import dev.kopi.apps.deployer.parameters.ForkSchedule;
import dev.kopi.apps.deployer.parameters.GameOverrides;
import dev.kopi.core.crypto.ecdsa.PrivateKey;
import dev.kopi.core.derivation.attributes.UpgradeTransactions;
import java.net.URI;
import java.nio.file.Path;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a user chooses about a devnet.
 *
 * @param datadir where chains and exports are kept; null for a temporary chain
 * @param l1ChainId the id of L1
 * @param l2ChainId the id of L2
 * @param slotSeconds seconds between L1 blocks
 * @param blockTimeSeconds seconds between L2 blocks
 * @param freePorts whether every server takes a free port rather than its usual one
 * @param without the roles that are left out
 * @param forks when the forks of L2 activate
 * @param profile clocks and delays of the dispute games
 * @param games what replaces the profile's
 * @param batches how the batcher writes
 * @param proposalIntervalSeconds seconds between proposals
 * @param upgrades the transactions of forks that activate after genesis
 * @param externalL1 the L1 that runs already; null for an own one
 */
public record DevnetOptions(
    @Nullable Path datadir,
    long l1ChainId,
    long l2ChainId,
    long slotSeconds,
    long blockTimeSeconds,
    boolean freePorts,
    Set<Role> without,
    ForkSchedule forks,
    FaultProofParameters.Profile profile,
    GameOverrides games,
    BatchOptions batches,
    long proposalIntervalSeconds,
    UpgradeTransactions upgrades,
    @Nullable External externalL1) {

  /** Where L1 is served. */
  public static final int L1_RPC_PORT = 8545;

  /** The port of the live page. */
  public static final int DASHBOARD_PORT = Dashboard.DEFAULT_PORT;

  /** Where the L1 beacon API is served. */
  public static final int L1_BEACON_PORT = 5052;

  /** Where the sequencer's engine is served. */
  public static final int SEQUENCER_RPC_PORT = 9545;

  /** Where the verifier's engine is served. */
  public static final int VERIFIER_RPC_PORT = 9546;

  /** The port of the Engine API of the sequencer. */
  public static final int SEQUENCER_ENGINE_PORT = 9551;

  /** The port of the Engine API of the verifier. */
  public static final int VERIFIER_ENGINE_PORT = 9552;

  /** Where the sequencer's rollup node is served. */
  public static final int SEQUENCER_NODE_PORT = 7545;

  /** Where the verifier's rollup node is served. */
  public static final int VERIFIER_NODE_PORT = 7546;

  /** Where the sequencer listens for peers. */
  public static final int SEQUENCER_P2P_PORT = 9222;

  /** Where the verifier listens for peers. */
  public static final int VERIFIER_P2P_PORT = 9223;

  /** Copies the collections. */
  public DevnetOptions {
    without = Set.copyOf(without);
  }

  /**
   * How the batcher writes.
   *
   * @param blobs whether batches travel in blobs rather than in calldata
   * @param span whether span batches are written rather than singular ones
   * @param compression the reference's name of the algorithm: zlib, brotli, brotli-9, brotli-10 or
   *     brotli-11
   */
  public record BatchOptions(boolean blobs, boolean span, String compression) {}

  /**
   * An L1 that runs already. Its lists are believed: it is the user's own.
   *
   * @param rpc its RPC
   * @param beacon its beacon API
   * @param deployerKey pays for the contracts and for what the batcher and proposer need
   * @param chainConfig the file with its rules, or null for those of an own L1
   * @param slotOverride whether slots last {@link DevnetOptions#slotSeconds} whatever the beacon
   *     node says
   */
  public record External(
      URI rpc,
      URI beacon,
      PrivateKey deployerKey,
      @Nullable Path chainConfig,
      boolean slotOverride) {}

  /** The port of a server: its usual one, or 0 for a free one. */
  public int port(int usual) {
    return freePorts ? 0 : usual;
  }

  /** Whether a role runs. */
  public boolean runs(Role role) {
    return !without.contains(role);
  }
}
