package dev.kopi.apps.devnet;

import dev.kopi.adapters.ethclient.EthClient;
import dev.kopi.adapters.json.Json;
import dev.kopi.adapters.json.genesis.ChainConfigJson;
import dev.kopi.adapters.l1.BeaconClient;
import dev.kopi.adapters.rpc.client.RpcClient;
import dev.kopi.adapters.rpc.client.RpcClients;
import dev.kopi.apps.deployer.DeployedRollup;
import dev.kopi.apps.deployer.DeploymentFolder;
import dev.kopi.apps.deployer.LiveDeployer;
import dev.kopi.apps.deployer.contracts.ContractArtifacts;
import dev.kopi.apps.deployer.genesis.L1GenesisState;
import dev.kopi.apps.deployer.parameters.DevChainAccount;
import dev.kopi.apps.deployer.parameters.RollupParameters;
import dev.kopi.apps.wallet.Outgoing;
import dev.kopi.apps.wallet.SendFailed;
import dev.kopi.apps.wallet.Wallet;
import dev.kopi.core.chain.block.Header;
import dev.kopi.core.chain.spec.ChainSpec;
import dev.kopi.core.crypto.Crypto;
import dev.kopi.core.derivation.TemporaryException;
import dev.kopi.core.derivation.attributes.UpgradeTransactions;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.primitives.UInt256;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/** An L1 that runs already, on which the devnet deploys its contracts. */
final class ExternalL1 {
  private static final Logger LOG = LoggerFactory.getLogger(ExternalL1.class);
  private static final Duration TIMEOUT = Duration.ofSeconds(20);
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration POLL = Duration.ofMillis(250);
  private static final long SLOTS_TO_WAIT = 4;
  private static final long MIN_WAIT_SECONDS = 10;
  private static final UInt256 ETHER = UInt256.of(1_000_000_000_000_000_000L);
  private static final UInt256 MIN_BALANCE = ETHER.multiply(UInt256.of(10));
  private static final UInt256 FUNDS = ETHER.multiply(UInt256.of(1000));

  private final DevnetOptions.External options;
  private final long slotSeconds;
  private final Crypto crypto;
  private final InstantSource time;
  private final Wallet wallet;

  /**
   * Asks for the chain's id, nothing more.
   *
   * @param slotSeconds the slot duration if the beacon node does not report it
   */
  ExternalL1(DevnetOptions.External options, long slotSeconds, Crypto crypto, InstantSource time) {
    this.options = options;
    this.slotSeconds = slotSeconds;
    this.crypto = crypto;
    this.time = time;
    RpcClient rpc = RpcClients.open(options.rpc(), TIMEOUT);
    wallet =
        new Wallet(
            new EthClient(rpc::call), options.deployerKey(), crypto.secp256k1(), time, PATIENCE);
  }

  /** The chain's id. */
  UInt256 chainId() {
    return wallet.chainId();
  }

  /** As the roles see it. */
  DevnetL1 view() {
    URI rpc = options.rpc();
    String ws = "https".equals(rpc.getScheme()) ? "wss" : "ws";
    return new DevnetL1(
        new DevnetDescription.Endpoints(
            rpc.toString(), ws + rpc.toString().substring(rpc.getScheme().length())),
        options.beacon().toString(),
        spec(),
        true,
        options.slotOverride() || !beaconTellsSlots() ? Long.valueOf(slotSeconds) : null);
  }

  /** Beacon nodes do; anvil does not. */
  private boolean beaconTellsSlots() {
    BeaconClient beacon =
        new BeaconClient(List.of(options.beacon()), Map.of(), TIMEOUT, null, crypto);
    try {
      beacon.secondsPerSlot();
      return true;
    } catch (TemporaryException e) {
      LOG.info("{}; until then slots are taken to be {} s long", e.getMessage(), slotSeconds);
      return false;
    }
  }

  private ChainSpec spec() {
    Path file = options.chainConfig();
    if (file == null) {
      return L1GenesisState.spec(chainId());
    }
    try {
      JsonNode json = Json.parse(Files.readAllBytes(file));
      return ChainConfigJson.read(json.path("config").isObject() ? json.get("config") : json);
    } catch (IOException | DecodeException e) {
      throw new IllegalArgumentException(
          "--rollup.l1-chain-config: cannot read " + file + ": " + e.getMessage(), e);
    }
  }

  /**
   * Deploys the contracts, or goes on deploying, and gives the batcher and the proposer what they
   * need to send.
   *
   * @param upgrades the transactions of forks that activate after genesis
   * @param folder where the deployment is remembered
   * @throws IllegalStateException when the L1 does not make blocks by itself, or something is not
   *     accepted
   */
  DeployedRollup deploy(RollupParameters parameters, UpgradeTransactions upgrades, Path folder) {
    requireBlocks();
    try {
      LiveDeployer deployer =
          new LiveDeployer(
              ContractArtifacts.bundled(),
              crypto,
              wallet,
              spec(),
              upgrades,
              (done, total, title) -> LOG.info("deployed {}/{}: {}", done, total, title));
      DeployedRollup rollup =
          deployer.deploy(parameters, new DeploymentFolder(folder, parameters, wallet.address()));
      fund(DevChainAccount.BATCHER);
      fund(DevChainAccount.PROPOSER);
      fund(DevChainAccount.CHALLENGER);
      return rollup;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write to " + folder + ": " + e.getMessage(), e);
    } catch (SendFailed | DecodeException e) {
      throw new IllegalStateException("the L1 at " + options.rpc() + ": " + e.getMessage(), e);
    }
  }

  /** Requires that L1 makes blocks by itself: L2 stops when its L1 origin does not advance. */
  private void requireBlocks() {
    long before = head();
    long seconds = Math.max(MIN_WAIT_SECONDS, SLOTS_TO_WAIT * slotSeconds);
    Instant end = time.instant().plusSeconds(seconds);
    LOG.info("waiting for the L1 at {} to make a block after {}", options.rpc(), before);
    while (head() <= before) {
      if (time.instant().isAfter(end)) {
        throw new IllegalStateException(
            "the L1 at "
                + options.rpc()
                + " made no block in "
                + seconds
                + " s: it seems to mine on demand only. A rollup needs an L1 that makes blocks by"
                + " itself; with anvil: --block-time "
                + slotSeconds);
      }
      try {
        Thread.sleep(POLL);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted", e);
      }
    }
  }

  private long head() {
    Header head = wallet.chain().header(EthClient.LATEST);
    if (head == null) {
      throw new IllegalStateException("the L1 at " + options.rpc() + " has no blocks");
    }
    return head.number();
  }

  private void fund(DevChainAccount account) {
    EthClient chain = wallet.chain();
    if (chain.balance(account.address(), EthClient.LATEST).compareTo(MIN_BALANCE) >= 0) {
      return;
    }
    UInt256 tenth = chain.balance(wallet.address(), EthClient.LATEST).divide(UInt256.of(10));
    UInt256 amount = tenth.compareTo(FUNDS) < 0 ? tenth : FUNDS;
    LOG.info("funding {} with {} wei", account, amount);
    wallet.send(Outgoing.call("ether for " + account, account.address(), amount, Bytes.EMPTY));
  }
}
