package dev.kopi.services.engine.rpc;

import dev.kopi.adapters.json.Json;
import dev.kopi.adapters.json.JsonValues;
import dev.kopi.adapters.json.genesis.ChainConfigJson;
import dev.kopi.adapters.rpc.RpcException;
import dev.kopi.adapters.rpc.dispatch.RpcMethods;
import dev.kopi.core.crypto.hash.Keccak256;
import dev.kopi.core.primitives.Hash;
import dev.kopi.services.engine.rpc.chain.ChainView;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The namespaces net and web3, and of admin and op what tells of the node. An engine has no peers:
 * it takes all blocks from its rollup node.
 */
final class NetworkMethods {
  private final ChainView chain;
  private final String version;

  NetworkMethods(ChainView chain, String version) {
    this.chain = chain;
    this.version = version;
  }

  void addTo(RpcMethods methods) {
    methods.add("net_version", p -> JsonValues.text(chain.spec().chainId().toString()));
    methods.add("net_listening", p -> JsonValues.bool(true));
    methods.add("net_peerCount", p -> JsonValues.quantity(0));
    methods.add("web3_clientVersion", p -> JsonValues.text(version));
    methods.add("web3_sha3", p -> JsonValues.data(Keccak256.hash(p.bytes(0))));
    methods.add("admin_peers", p -> Json.array());
    methods.add("admin_nodeInfo", p -> nodeInfo());
    // No capability of https://github.com/flashbots/rollup-boost/blob/main/specs/flashblocks.md
    methods.add("op_supportedCapabilities", p -> Json.array());
  }

  /** As in go-ethereum; without a node key there is no enode. */
  private JsonNode nodeInfo() {
    Hash genesis = chain.store().canonicalHash(0);
    if (genesis == null) {
      throw RpcException.server("genesis block not found");
    }
    ObjectNode json = Json.object();
    json.put("id", "").put("name", version).put("enode", "").put("enr", "").put("ip", "");
    json.putObject("ports").put("discovery", 0).put("listener", 0);
    json.put("listenAddr", "");
    ObjectNode eth = json.putObject("protocols").putObject("eth");
    eth.put("network", chain.spec().chainId().toBigInteger());
    eth.put("genesis", genesis.toHex());
    eth.set("config", ChainConfigJson.write(chain.spec()));
    eth.put("head", chain.head().hash().toHex());
    return json;
  }
}
