package dev.kopi.adapters.rollup;

import dev.kopi.adapters.ethclient.RpcCaller;
import dev.kopi.adapters.json.JsonFields;
import dev.kopi.adapters.json.rollup.RollupJson;
import dev.kopi.adapters.json.rollup.RollupNodeJson;
import dev.kopi.core.rollup.BlockId;
import dev.kopi.core.rollup.RollupConfig;
import dev.kopi.core.rollup.SyncStatus;
import tools.jackson.databind.node.StringNode;

/**
 * A client of a rollup node's {@code optimism} methods.
 *
 * <p>All throw {@link dev.kopi.adapters.rpc.RpcException} when the node returns an error, {@link
 * dev.kopi.adapters.rpc.RpcTransportException} when it does not respond, and {@link
 * dev.kopi.core.primitives.DecodeException} when the response is malformed.
 */
public final class RollupClient {
  private final RpcCaller rpc;

  /** A client over a connection. */
  public RollupClient(RpcCaller rpc) {
    this.rpc = rpc;
  }

  /** The sync status: the node's view of both chains. */
  public SyncStatus syncStatus() {
    return RollupNodeJson.syncStatus(rpc.call("optimism_syncStatus"));
  }

  /** The output root at an L2 block. */
  public RollupNodeJson.Output outputAtBlock(long number) {
    return RollupNodeJson.output(
        rpc.call("optimism_outputAtBlock", StringNode.valueOf("0x" + Long.toHexString(number))));
  }

  /** The L2 block that is safe by the L1 blocks up to a number. */
  public BlockId safeHeadAtL1Block(long l1Block) {
    return RollupNodeJson.safeHead(
        rpc.call(
            "optimism_safeHeadAtL1Block", StringNode.valueOf("0x" + Long.toHexString(l1Block))));
  }

  /** The rollup config. */
  public RollupConfig rollupConfig() {
    return RollupJson.read(rpc.call("optimism_rollupConfig"));
  }

  /** Whether the sequencer is active. */
  public boolean sequencerActive() {
    return JsonFields.asBool(rpc.call("admin_sequencerActive"), "active");
  }
}
