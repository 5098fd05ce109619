package dev.kopi.adapters.rollup;

import dev.kopi.adapters.ethclient.RpcCaller;
import dev.kopi.adapters.json.JsonFields;
import dev.kopi.adapters.json.RollupJson;
import dev.kopi.adapters.json.RollupNodeJson;
import dev.kopi.core.rollup.RollupConfig;
import dev.kopi.core.rollup.SyncStatus;
import tools.jackson.databind.node.StringNode;

/**
 * The {@code optimism} methods of a rollup node.
 *
 * <p>All throw {@link dev.kopi.adapters.rpc.RpcException} when the node answers an error, {@link
 * dev.kopi.adapters.rpc.RpcTransportException} when it does not answer, and {@link
 * dev.kopi.core.primitives.DecodeException} when the answer is not what it should be.
 */
public final class RollupClient {
  private final RpcCaller rpc;

  /** Over a connection. */
  public RollupClient(RpcCaller rpc) {
    this.rpc = rpc;
  }

  /** What the node knows of both chains. */
  public SyncStatus syncStatus() {
    return RollupNodeJson.syncStatus(rpc.call("optimism_syncStatus"));
  }

  /** The output root at an L2 block. */
  public RollupNodeJson.Output outputAtBlock(long number) {
    return RollupNodeJson.output(
        rpc.call("optimism_outputAtBlock", StringNode.valueOf("0x" + Long.toHexString(number))));
  }

  /** The rollup's configuration. */
  public RollupConfig rollupConfig() {
    return RollupJson.read(rpc.call("optimism_rollupConfig"));
  }

  /** Whether the node sequences. */
  public boolean sequencerActive() {
    return JsonFields.asBool(rpc.call("admin_sequencerActive"), "active");
  }
}
