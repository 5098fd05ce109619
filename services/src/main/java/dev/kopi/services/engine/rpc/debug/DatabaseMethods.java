package dev.kopi.services.engine.rpc.debug;

import dev.kopi.adapters.json.Json;
import dev.kopi.adapters.json.JsonValues;
import dev.kopi.adapters.json.eth.RpcBlockWriter;
import dev.kopi.adapters.rpc.RpcException;
import dev.kopi.adapters.rpc.dispatch.Params;
import dev.kopi.adapters.rpc.dispatch.RpcMethods;
import dev.kopi.core.chain.block.Block;
import dev.kopi.core.primitives.Hash;
import dev.kopi.services.engine.rpc.chain.ChainView;
import tools.jackson.databind.JsonNode;

/**
 * Methods about go-ethereum's database. Those that this store has no counterpart for are refused in
 * go-ethereum's words for a node without it, or with the reason.
 */
public final class DatabaseMethods {
  private final ChainView chain;

  /** The methods over a chain. */
  public DatabaseMethods(ChainView chain) {
    this.chain = chain;
  }

  /** Adds the methods. */
  public void addTo(RpcMethods methods) {
    methods.add("debug_printBlock", this::printBlock);
    methods.add("debug_preimage", this::preimage);
    refuse(methods, "debug_dbAncient", "this operation is not supported");
    refuse(methods, "debug_dbAncients", "this operation is not supported");
    refuse(
        methods,
        "debug_chaindbProperty",
        "the database has no properties of go-ethereum's: see the metrics");
    refuse(
        methods,
        "debug_chaindbCompact",
        "the database compacts itself: run kopi db prune on a stopped engine");
    String flush = "trie flush interval is undefined for path-based scheme";
    refuse(methods, "debug_getTrieFlushInterval", flush);
    refuse(methods, "debug_setTrieFlushInterval", flush);
    refuse(methods, "debug_stateSize", "state size tracker is not enabled");
  }

  private static void refuse(RpcMethods methods, String name, String reason) {
    methods.add(
        name,
        params -> {
          throw RpcException.server(reason);
        });
  }

  /** The store keeps no preimages of hashed keys. */
  private JsonNode preimage(Params params) {
    params.hash(0);
    throw RpcException.server("unknown preimage");
  }

  /** A block in a form for people: JSON in lines, where go-ethereum prints Go's structures. */
  private JsonNode printBlock(Params params) {
    long number = params.get(0, GoNumbers::uint64);
    Hash hash = number < 0 ? null : chain.store().canonicalHash(number);
    Block block = hash == null ? null : chain.store().block(hash);
    if (block == null) {
      throw RpcException.server("block #" + Long.toUnsignedString(number) + " not found");
    }
    return JsonValues.text(
        Json.mapper()
            .writerWithDefaultPrettyPrinter()
            .writeValueAsString(RpcBlockWriter.block(block).toTree()));
  }
}
