package dev.kopi.services.node.rpc;

import dev.kopi.adapters.json.JsonFields;
import dev.kopi.adapters.json.JsonValues;
import dev.kopi.adapters.json.eth.EngineJson;
import dev.kopi.adapters.json.rollup.RollupJson;
import dev.kopi.adapters.json.rollup.RollupNodeJson;
import dev.kopi.adapters.l2.L2Client;
import dev.kopi.adapters.rpc.RpcException;
import dev.kopi.adapters.rpc.dispatch.Params;
import dev.kopi.adapters.rpc.dispatch.RpcMethods;
import dev.kopi.core.chain.block.Block;
import dev.kopi.core.chain.spec.OpFork;
import dev.kopi.core.chain.spec.Rules;
import dev.kopi.core.derivation.DerivationException;
import dev.kopi.core.derivation.attributes.L2Blocks;
import dev.kopi.core.engineapi.ExecutionPayload;
import dev.kopi.core.execution.block.Payloads;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.rollup.OutputRoot;
import dev.kopi.core.rollup.RollupConfig;
import dev.kopi.core.rollup.SyncStatus;
import dev.kopi.core.rollup.UnsafePayloads;
import dev.kopi.services.node.driver.NodeDriver;
import dev.kopi.services.node.driver.UnsafePayloadOutcome;
import dev.kopi.services.node.sequencer.Conductor;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The rollup RPC: namespaces {@code optimism} and {@code admin}.
 *
 * @see <a href="https://docs.optimism.io/operators/node-operators/json-rpc">JSON-RPC of the rollup
 *     node</a>
 */
public final class RollupRpc {
  private static final long ADMIN_TIMEOUT_SECONDS = 30;

  private final RollupConfig config;
  private final NodeDriver driver;
  private final L2Client l2;
  private final SafeHeads safeHeads;
  private final Conductor conductor;
  private final boolean sequencing;
  private final String version;

  public RollupRpc(
      RollupConfig config,
      NodeDriver driver,
      L2Client l2,
      SafeHeads safeHeads,
      Conductor conductor,
      boolean sequencing,
      String version) {
    this.config = config;
    this.driver = driver;
    this.l2 = l2;
    this.safeHeads = safeHeads;
    this.conductor = conductor;
    this.sequencing = sequencing;
    this.version = version;
  }

  /** The public methods. */
  public RpcMethods methods() {
    return new RpcMethods()
        .add("optimism_syncStatus", params -> RollupNodeJson.write(driver.status()))
        .add("optimism_outputAtBlock", this::outputAtBlock)
        .add("optimism_safeHeadAtL1Block", this::safeHeadAtL1Block)
        .add("optimism_rollupConfig", params -> RollupJson.write(config))
        .add("optimism_version", params -> JsonValues.text(version))
        .add("health_status", params -> JsonValues.text(version));
  }

  /** The methods for operators. */
  public RpcMethods adminMethods() {
    return new RpcMethods()
        .add("admin_sequencerActive", params -> JsonValues.bool(driver.isSequencing()))
        .add("admin_startSequencer", this::startSequencer)
        .add("admin_stopSequencer", this::stopSequencer)
        .add("admin_resetDerivationPipeline", this::resetPipeline)
        .add("admin_postUnsafePayload", this::postUnsafePayload)
        .add("admin_setRecoverMode", this::setRecoverMode)
        .add("admin_overrideLeader", this::overrideLeader)
        .add("admin_conductorEnabled", params -> JsonValues.bool(conductor.enabled()));
  }

  private JsonNode outputAtBlock(Params params) {
    long number = params.quantity(0);
    SyncStatus status = driver.status();
    try {
      Block block = number <= status.unsafeL2().number() ? l2.blockByNumber(number) : null;
      if (block == null) {
        throw RpcException.server(
            "failed to get L2 block ref with sync status: not found: L2 block " + number);
      }
      OutputRoot root =
          new OutputRoot(block.header().stateRoot(), messagePasserRoot(block), block.hash());
      return RollupNodeJson.write(
          new RollupNodeJson.Output(root, L2Blocks.ref(config, block), status));
    } catch (DerivationException | DecodeException e) {
      throw RpcException.server(
          "failed to get L2 output at block " + number + ": " + e.getMessage());
    }
  }

  /** Since Isthmus the withdrawalsRoot of the header is the storage root of the message passer. */
  private Hash messagePasserRoot(Block block) {
    Hash inHeader = block.header().withdrawalsRoot();
    boolean isthmus = config.isActive(OpFork.ISTHMUS, block.header().timestampSeconds());
    return isthmus && inHeader != null ? inHeader : l2.messagePasserRoot(block);
  }

  private JsonNode safeHeadAtL1Block(Params params) {
    SafeHeads.Entry entry = safeHeads.at(params.quantity(0));
    if (entry == null) {
      throw RpcException.server("not found: no safe head is known at this L1 block");
    }
    return RollupNodeJson.writeSafeHead(entry.l1(), entry.l2());
  }

  private @Nullable JsonNode startSequencer(Params params) {
    requireSequencing();
    await(driver.startSequencer(params.hash(0)));
    return null;
  }

  private JsonNode stopSequencer(Params params) {
    requireSequencing();
    return JsonValues.data(await(driver.stopSequencer()));
  }

  private @Nullable JsonNode resetPipeline(Params params) {
    await(driver.resetDerivation());
    return null;
  }

  private @Nullable JsonNode postUnsafePayload(Params params) {
    JsonNode envelope = params.get(0);
    ExecutionPayload payload =
        EngineJson.readPayload(JsonFields.required(envelope, "executionPayload"));
    Hash beaconRoot = JsonFields.optionalHash(envelope, "parentBeaconBlockRoot");
    OpFork fork = config.op().forkAt(payload.timestampSeconds());
    Rules rules = new Rules(config.l2ChainId(), fork.execution(), fork, null);
    Hash actual = Payloads.hashOfL2(payload, rules, beaconRoot);
    if (!actual.equals(payload.blockHash())) {
      throw RpcException.server(
          "payload has bad block hash: "
              + payload.blockHash()
              + ", actual block hash is: "
              + actual);
    }
    return switch (await(driver.unsafePayload(new UnsafePayloads.Entry(payload, beaconRoot)))) {
      case UnsafePayloadOutcome.Accepted _, UnsafePayloadOutcome.Queued _ -> null;
      case UnsafePayloadOutcome.Invalid invalid ->
          throw RpcException.server("payload is invalid: " + invalid.error());
      case UnsafePayloadOutcome.Ignored ignored -> {
        String refusal = refusal(ignored.reason());
        if (refusal != null) {
          throw RpcException.server("payload is not inserted: " + refusal);
        }
        yield null;
      }
    };
  }

  /** What a caller should know about an ignored payload, or null when nothing is wrong with it. */
  private static @Nullable String refusal(UnsafePayloadOutcome.Reason reason) {
    return switch (reason) {
      case KNOWN -> null;
      case OLD -> "the unsafe head is at or above its number";
      case OTHER_PARENT -> "it does not extend the unsafe head";
      case TOO_LARGE -> "it is larger than the queue of unsafe payloads";
      case NO_ROOM -> "the queue of unsafe payloads is full";
      case UNSUPPORTED_FORK -> "it belongs to a fork that this version does not support";
    };
  }

  private @Nullable JsonNode setRecoverMode(Params params) {
    await(driver.setRecover(params.bool(0, false)));
    return null;
  }

  private @Nullable JsonNode overrideLeader(Params params) {
    conductor.overrideLeader();
    return null;
  }

  private void requireSequencing() {
    if (!sequencing) {
      throw RpcException.server("sequencer is not enabled");
    }
  }

  private static <T extends @Nullable Object> T await(CompletableFuture<T> done) {
    try {
      return done.get(ADMIN_TIMEOUT_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      throw RpcException.server(String.valueOf(cause == null ? e : cause.getMessage()));
    } catch (TimeoutException e) {
      throw RpcException.server(
          "the node did not answer within " + ADMIN_TIMEOUT_SECONDS + " s; it may still do it");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw RpcException.server("interrupted");
    }
  }
}
