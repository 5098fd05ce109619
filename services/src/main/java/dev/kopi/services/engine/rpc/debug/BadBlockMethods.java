package dev.kopi.services.engine.rpc.debug;

import dev.kopi.adapters.json.Json;
import dev.kopi.adapters.json.JsonValues;
import dev.kopi.adapters.rpc.RpcException;
import dev.kopi.adapters.rpc.dispatch.Params;
import dev.kopi.core.chain.block.Block;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.state.StateUnavailableException;
import dev.kopi.services.engine.chain.BadBlocks;
import dev.kopi.services.engine.rpc.chain.ChainMethods;
import dev.kopi.services.engine.rpc.chain.ChainView;
import dev.kopi.services.engine.rpc.limit.Deadline;
import dev.kopi.services.engine.rpc.limit.LimitedMethods;
import dev.kopi.services.engine.rpc.trace.TraceMethods;
import dev.kopi.services.engine.rpc.trace.TransactionReplay;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The blocks that the engine found to be invalid, and the state roots within a block. */
public final class BadBlockMethods {
  private final ChainView chain;
  private final BadBlocks bad;
  private final TraceMethods traces;
  private final ChainMethods blocks;

  /**
   * The methods over a chain.
   *
   * @param bad the invalid blocks
   * @param traces traces them
   * @param blocks writes them
   */
  public BadBlockMethods(ChainView chain, BadBlocks bad, TraceMethods traces, ChainMethods blocks) {
    this.chain = chain;
    this.bad = bad;
    this.traces = traces;
    this.blocks = blocks;
  }

  /** Adds the methods. */
  public void addTo(LimitedMethods methods) {
    methods.add("debug_getBadBlocks", (params, deadline) -> badBlocks());
    methods.add("debug_traceBadBlock", this::traceBadBlock);
    methods.add("debug_intermediateRoots", this::intermediateRoots);
  }

  private JsonNode badBlocks() {
    ArrayNode out = Json.array();
    for (Block block : bad.newestFirst()) {
      ObjectNode one = out.addObject().put("hash", block.hash().toHex());
      one.set("block", blocks.block(block, true));
      one.put("rlp", block.encode().toHex());
    }
    return out;
  }

  private JsonNode traceBadBlock(Params params, Deadline deadline) {
    Hash hash = params.hash(0);
    Block block = bad.get(hash);
    if (block == null) {
      throw RpcException.server("bad block " + hash.toHex() + " not found");
    }
    return traces.traceAll(block, params.optional(1), deadline);
  }

  /** The state root after each transaction of a block, which may be a bad one. */
  private JsonNode intermediateRoots(Params params, Deadline deadline) {
    Hash hash = params.hash(0);
    Block stored = chain.store().block(hash);
    Block block = stored == null ? bad.get(hash) : stored;
    if (block == null) {
      throw RpcException.server("block " + hash.toHex() + " not found");
    }
    try {
      TransactionReplay replay = new TransactionReplay(chain, block, null);
      replay.cancelBy(deadline.cancellation());
      ArrayNode roots = Json.array();
      for (int i = 0; i < block.transactions().size(); i++) {
        deadline.check();
        try {
          replay.skip(1);
        } catch (RpcException e) {
          return roots; // As in go-ethereum: a bad block has roots up to its bad transaction.
        }
        roots.add(JsonValues.data(replay.stateRoot()));
      }
      return roots;
    } catch (StateUnavailableException e) {
      throw ChainView.pruned(e);
    }
  }
}
