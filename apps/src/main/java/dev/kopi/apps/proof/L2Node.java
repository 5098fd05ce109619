package dev.kopi.apps.proof;

import dev.kopi.adapters.ethclient.EthClient;
import dev.kopi.adapters.json.Json;
import dev.kopi.adapters.json.JsonFields;
import dev.kopi.adapters.json.JsonValues;
import dev.kopi.adapters.rpc.RpcException;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.rollup.L2Predeploys;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/** Reads what hosts need from an L2 execution node, by its eth and debug methods. */
final class L2Node {
  private static final byte CODE_PREFIX = 'c';

  private final EthClient eth;

  L2Node(EthClient eth) {
    this.eth = eth;
  }

  EthClient eth() {
    return eth;
  }

  /** A trie node or code by hash; null when the node does not know it. */
  @Nullable Bytes byHash(Hash hash, boolean code) {
    Bytes key =
        code ? Bytes.concat(Bytes.wrap(new byte[] {CODE_PREFIX}), hash.toBytes()) : hash.toBytes();
    try {
      return JsonFields.asBytes(eth.rpc().call("debug_dbGet", JsonValues.data(key)), "value");
    } catch (RpcException e) {
      return null;
    }
  }

  /**
   * The trie nodes and code that a canonical block reads; null when the node cannot tell.
   *
   * @param number of the block
   */
  @Nullable List<Bytes> witness(long number) {
    try {
      return values(
          eth.rpc().call("debug_executionWitness", JsonValues.text(EthClient.at(number))));
    } catch (RpcException e) {
      return null;
    }
  }

  /** The trie nodes and code that payload attributes read; null when the node cannot tell. */
  @Nullable List<Bytes> witness(Hash parent, JsonNode attributes) {
    try {
      return values(eth.rpc().call("debug_executePayload", JsonValues.data(parent), attributes));
    } catch (RpcException e) {
      return null;
    }
  }

  private static List<Bytes> values(JsonNode witness) {
    List<Bytes> values = new ArrayList<>();
    for (String name : List.of("state", "codes")) {
      JsonNode part = JsonFields.required(witness, name);
      if (part.isArray()) {
        values.addAll(JsonFields.asList(part, name, item -> JsonFields.asBytes(item, name)));
      } else {
        // Older nodes answer with values by hash.
        part.properties().forEach(e -> values.add(JsonFields.asBytes(e.getValue(), name)));
      }
    }
    return values;
  }

  /** The nodes that prove an account and its first slot: among them the root of its storage. */
  List<Bytes> proof(Address address, Hash block) {
    ArrayNode slots = Json.array();
    slots.add(Hash.ZERO.toHex());
    JsonNode json =
        eth.rpc().call("eth_getProof", JsonValues.data(address), slots, JsonValues.data(block));
    List<Bytes> nodes = new ArrayList<>(nodes(json, "accountProof"));
    for (JsonNode slot : JsonFields.list(json, "storageProof", node -> node)) {
      nodes.addAll(nodes(slot, "proof"));
    }
    return nodes;
  }

  /** The storage root of the message passer after a block. */
  Hash messagePasserRoot(Hash block, Hash stateRoot) {
    Hash root = eth.provenStorageRoot(L2Predeploys.L2_TO_L1_MESSAGE_PASSER, block, stateRoot);
    if (root == null) {
      throw new RpcException(
          RpcException.SERVER_ERROR, "no valid proof of the message passer after " + block);
    }
    return root;
  }

  private static List<Bytes> nodes(JsonNode json, String name) {
    return JsonFields.list(json, name, node -> JsonFields.asBytes(node, name));
  }
}
