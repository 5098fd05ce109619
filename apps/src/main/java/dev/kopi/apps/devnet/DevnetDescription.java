package dev.kopi.apps.devnet;

import dev.kopi.adapters.json.Json;
import dev.kopi.apps.deployer.parameters.DevChainAccount;
import dev.kopi.apps.deployer.parameters.MnemonicAccount;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Hex;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The endpoints and files of a running devnet.
 *
 * @param dashboard the URL of the live page, or null without a rollup node
 * @param l1 L1's engine
 * @param beacon L1's beacon API
 * @param l1ChainId the id of L1
 * @param sequencer the sequencer, or null when it is left out
 * @param verifier the verifier, or null when it is left out
 * @param l2ChainId the id of L2
 * @param contracts the contracts on L1 by name
 * @param exports the folder with the files for other programs
 * @param jwt the file with the Engine API's secret
 * @param startedMillis how long the start took
 */
public record DevnetDescription(
    @Nullable String dashboard,
    Endpoints l1,
    String beacon,
    long l1ChainId,
    @Nullable RollupEndpoints sequencer,
    @Nullable RollupEndpoints verifier,
    long l2ChainId,
    Map<String, Address> contracts,
    Path exports,
    Path jwt,
    long startedMillis) {

  /**
   * Where an engine is served.
   *
   * @param rpc the URL over HTTP
   * @param ws the URL over WebSocket
   */
  public record Endpoints(String rpc, String ws) {}

  /**
   * Where an engine and its rollup node are served.
   *
   * @param engine the public RPC
   * @param engineApi the URL of the Engine API
   * @param node the URL of the rollup node
   */
  public record RollupEndpoints(Endpoints engine, String engineApi, String node) {}

  /** As JSON, for scripts. */
  public ObjectNode toJson() {
    ObjectNode json = Json.object();
    if (dashboard != null) {
      json.put("dashboard", dashboard);
    }
    ObjectNode l1Json = Json.object();
    l1Json.put("rpc", l1.rpc()).put("ws", l1.ws()).put("beacon", beacon).put("chainId", l1ChainId);
    json.set("l1", l1Json);
    if (sequencer != null) {
      json.set("sequencer", rollup(sequencer).put("chainId", l2ChainId));
    }
    if (verifier != null) {
      json.set("verifier", rollup(verifier));
    }
    ArrayNode accounts = Json.array();
    for (MnemonicAccount account : MnemonicAccount.TEN) {
      accounts.add(account(account.address(), Hex.encode(account.privateKey().toArray())));
    }
    json.set("accounts", accounts);
    ObjectNode roles = Json.object();
    roles.set("batcher", role(DevChainAccount.BATCHER));
    roles.set("proposer", role(DevChainAccount.PROPOSER));
    roles.set("sequencer", role(DevChainAccount.SEQUENCER));
    json.set("roles", roles);
    ObjectNode contractsJson = Json.object();
    contracts.forEach((name, address) -> contractsJson.put(name, address.toHex()));
    json.set("contracts", contractsJson);
    json.put("exports", exports.toString());
    json.put("jwt", jwt.toString());
    json.put("startedMs", startedMillis);
    return json;
  }

  private static ObjectNode rollup(RollupEndpoints endpoints) {
    return Json.object()
        .put("rpc", endpoints.engine().rpc())
        .put("ws", endpoints.engine().ws())
        .put("engine", endpoints.engineApi())
        .put("node", endpoints.node());
  }

  private static ObjectNode role(DevChainAccount account) {
    return account(account.address(), Hex.encode(account.privateKey().toArray()));
  }

  private static ObjectNode account(Address address, String key) {
    return Json.object().put("address", address.toHex()).put("privateKey", key);
  }

  /** As text, for people. */
  public String toText() {
    StringBuilder out = new StringBuilder();
    out.append("Kopi devnet is up after ").append(startedMillis).append(" ms\n\n");
    if (dashboard != null) {
      row(out, "Live page", dashboard);
    }
    row(out, "L1", l1.rpc() + "  (chain id " + l1ChainId + ", WebSocket on the same port)");
    row(out, "L1 beacon API", beacon);
    if (sequencer != null) {
      row(out, "L2 sequencer", sequencer.engine().rpc() + "  (chain id " + l2ChainId + ")");
      row(out, "  Engine API", sequencer.engineApi());
      row(out, "  rollup node", sequencer.node());
    }
    if (verifier != null) {
      row(
          out,
          "L2 verifier",
          verifier.engine().rpc() + "  (gossip for unsafe blocks, L1 for safe ones)");
      row(out, "  Engine API", verifier.engineApi());
      row(out, "  rollup node", verifier.node());
    }
    row(out, "Exports", exports.toString());
    out.append(
        "\nTest accounts, 10,000 ETH each on both layers (known to everybody: never use them elsewhere)\n");
    for (MnemonicAccount account : MnemonicAccount.TEN) {
      out.append("  ").append(account.address().toHex()).append("  ");
      out.append(Hex.encode(account.privateKey().toArray())).append('\n');
    }
    out.append("\nL1 contracts (all of them: addresses.json in the exports)\n");
    contracts.forEach((name, address) -> {
      if (!name.endsWith("Impl")) {
        row(out, name, address.toHex());
      }
    });
    return out.append('\n').toString();
  }

  private static void row(StringBuilder out, String name, String value) {
    out.append("  ").append(name);
    out.repeat(' ', Math.max(1, 32 - name.length()));
    out.append(value).append('\n');
  }
}
