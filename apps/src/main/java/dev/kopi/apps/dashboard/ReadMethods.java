package dev.kopi.apps.dashboard;

import dev.kopi.adapters.rpc.RpcException;
import dev.kopi.adapters.rpc.RpcTransportException;
import dev.kopi.adapters.rpc.client.RpcClient;
import dev.kopi.adapters.rpc.dispatch.Params;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** What the page may ask of the chains beyond what is sent to it: a list of reading methods. */
final class ReadMethods {
  private static final Set<String> ENGINE =
      Set.of(
          "eth_getBlockByNumber",
          "eth_getBlockByHash",
          "eth_getTransactionByHash",
          "eth_getTransactionReceipt",
          "eth_getBalance",
          "eth_getTransactionCount",
          "eth_getCode",
          "eth_call");
  private static final Set<String> NODE =
      Set.of("optimism_outputAtBlock", "optimism_safeHeadAtL1Block", "optimism_syncStatus");
  private static final int MAX_PARAMS = 3;

  private final RpcClient l1;
  private final RpcClient l2;
  private final RpcClient node;

  ReadMethods(RpcClient l1, RpcClient l2, RpcClient node) {
    this.l1 = l1;
    this.l2 = l2;
    this.node = node;
  }

  /** {@code dashboard_read(layer, method, params…)}. */
  @Nullable JsonNode read(Params params) {
    String layer = params.text(0);
    String method = params.text(1);
    Set<String> allowed = layer.equals("node") ? NODE : ENGINE;
    if (!allowed.contains(method) || params.size() > 2 + MAX_PARAMS) {
      throw new RpcException(RpcException.METHOD_NOT_FOUND, "the page does not ask this");
    }
    List<JsonNode> rest = new ArrayList<>();
    for (int i = 2; i < params.size(); i++) {
      rest.add(params.get(i));
    }
    RpcClient chain =
        switch (layer) {
          case "l1" -> l1;
          case "l2" -> l2;
          case "node" -> node;
          default -> throw RpcException.invalidParams("layer: l1, l2 or node");
        };
    try {
      return chain.call(method, rest.toArray(new JsonNode[0]));
    } catch (RpcTransportException e) {
      throw RpcException.server(layer + " does not answer");
    }
  }
}
