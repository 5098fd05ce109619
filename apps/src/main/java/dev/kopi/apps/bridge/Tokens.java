package dev.kopi.apps.bridge;

import dev.kopi.adapters.json.Json;
import dev.kopi.adapters.json.JsonFields;
import dev.kopi.adapters.json.eth.ReceiptReader;
import dev.kopi.adapters.rpc.RpcException;
import dev.kopi.core.abi.AbiEncoder;
import dev.kopi.core.chain.receipt.Log;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Hash;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Pairs of tokens on L1 and L2. */
final class Tokens {
  private static final Hash CREATED =
      AbiEncoder.topic("OptimismMintableERC20Created(address,address,address)");

  private Tokens() {}

  /** The token on L2 that the standard factory made for one of L1, or null. */
  static @Nullable Address onL2(ContractReader l2, Address l1Token) {
    ObjectNode filter = Json.object();
    filter.put("fromBlock", "0x0").put("toBlock", "latest");
    filter.put("address", BridgeContracts.L2_TOKEN_FACTORY.toHex());
    filter.putArray("topics").add(CREATED.toHex()).addNull().add(l1Token.toWord().toHash().toHex());
    JsonNode answer = l2.eth().rpc().call("eth_getLogs", filter);
    List<Log> logs = JsonFields.asList(answer, "logs", ReceiptReader::log);
    return logs.isEmpty() ? null : Address.fromWord(logs.get(0).topics().get(1).toUInt256());
  }

  /** The token on L1 that an L2 token represents, or null when it represents none. */
  static @Nullable Address onL1(ContractReader l2, Address l2Token) {
    try {
      return l2.address(l2Token, "remoteToken()");
    } catch (RpcException | BridgeFailed e) {
      return null;
    }
  }
}
