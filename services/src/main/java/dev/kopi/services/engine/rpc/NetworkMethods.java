package dev.kopi.services.engine.rpc;

import dev.kopi.adapters.json.JsonValues;
import dev.kopi.adapters.rpc.dispatch.RpcMethods;
import dev.kopi.core.chain.spec.ChainSpec;
import dev.kopi.core.crypto.hash.Keccak256;

/** The namespaces net and web3. */
final class NetworkMethods {
  private final ChainSpec spec;
  private final String version;

  NetworkMethods(ChainSpec spec, String version) {
    this.spec = spec;
    this.version = version;
  }

  void addTo(RpcMethods methods) {
    methods.add("net_version", p -> JsonValues.text(spec.chainId().toString()));
    methods.add("net_listening", p -> JsonValues.bool(true));
    methods.add("net_peerCount", p -> JsonValues.quantity(0));
    methods.add("web3_clientVersion", p -> JsonValues.text(version));
    methods.add("web3_sha3", p -> JsonValues.data(Keccak256.hash(p.bytes(0))));
  }
}
