package dev.kopi.services.engine.rpc.chain;

import dev.kopi.adapters.json.Json;
import dev.kopi.adapters.json.JsonFields;
import dev.kopi.adapters.json.JsonValues;
import dev.kopi.adapters.rpc.RpcException;
import dev.kopi.adapters.rpc.dispatch.Params;
import dev.kopi.adapters.rpc.dispatch.RpcMethods;
import dev.kopi.core.chain.block.Header;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.core.state.Account;
import dev.kopi.core.state.StateUnavailableException;
import dev.kopi.core.state.StateView;
import dev.kopi.core.trie.Proof;
import dev.kopi.services.engine.pool.PoolAccess;
import dev.kopi.services.engine.rpc.limit.LimitedMethods;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Accounts, storage and proofs at any block whose state is not pruned. */
public final class StateMethods {
  private static final int MAX_PROOF_KEYS = 1024;

  private final ChainView chain;
  private final PoolAccess pool;

  /** The methods over a chain and its pool. */
  public StateMethods(ChainView chain, PoolAccess pool) {
    this.chain = chain;
    this.pool = pool;
  }

  /** Adds the methods that read one account or slot. */
  public void addTo(RpcMethods methods) {
    methods.add("eth_getBalance", p -> JsonValues.quantity(account(p, 1).balance()));
    methods.add("eth_getTransactionCount", this::nonce);
    methods.add("eth_getCode", this::code);
    methods.add("eth_getStorageAt", this::storage);
    methods.add("eth_accounts", p -> Json.array());
  }

  /** Adds the methods that read many slots. */
  public void addReading(LimitedMethods methods) {
    methods.add("eth_getStorageValues", (p, deadline) -> storageValues(p));
    methods.add("eth_getProof", (p, deadline) -> proof(p));
  }

  private Account account(Params params, int block) {
    Account account = chain.state(chain.header(params, block)).account(params.address(0));
    return account == null ? Account.EMPTY : account;
  }

  private JsonNode nonce(Params params) {
    long nonce = account(params, 1).nonce();
    JsonNode block = params.optional(1);
    if (block != null && block.isString() && block.stringValue().equals("pending")) {
      nonce = pool.nextNonce(params.address(0), nonce);
    }
    return JsonValues.quantity(nonce);
  }

  private JsonNode code(Params params) {
    StateView state = chain.state(chain.header(params, 1));
    Account account = state.account(params.address(0));
    return JsonValues.data(account == null ? Bytes.EMPTY : state.code(account.codeHash()));
  }

  private JsonNode storage(Params params) {
    StateView state = chain.state(chain.header(params, 2));
    UInt256 value = state.storage(params.address(0), params.get(1, StateMethods::slot));
    return JsonValues.data(value.toHash());
  }

  /** Slots of several accounts at once. */
  private JsonNode storageValues(Params params) {
    JsonNode asked = params.get(0);
    if (!asked.isObject()) {
      throw RpcException.invalidParams("argument 0 is an object of accounts with lists of slots");
    }
    int count = 0;
    for (JsonNode keys : asked) {
      if (!keys.isArray()) {
        throw RpcException.invalidParams("argument 0 is an object of accounts with lists of slots");
      }
      count += keys.size();
    }
    if (count == 0) {
      throw RpcException.invalidParams("empty request");
    }
    if (count > MAX_PROOF_KEYS) {
      throw new RpcException(
          RpcException.LIMIT_EXCEEDED, "too many slots (max " + MAX_PROOF_KEYS + ")");
    }
    StateView state = chain.state(chain.header(params, 1));
    ObjectNode json = Json.object();
    for (Map.Entry<String, JsonNode> one : asked.properties()) {
      Address address = Address.fromHex(one.getKey());
      ArrayNode values = json.putArray(one.getKey());
      for (JsonNode key : one.getValue()) {
        UInt256 slot = JsonFields.asHash(key, "slot").toUInt256();
        values.add(state.storage(address, slot).toHash().toHex());
      }
    }
    return json;
  }

  /** A slot as a quantity or as 32 bytes. */
  private static UInt256 slot(JsonNode node, String name) {
    String text = JsonFields.text(node, name);
    if (!text.startsWith("0x") || text.length() > 66) {
      throw new DecodeException("a slot is hex of at most 32 bytes, found '" + text + "'");
    }
    return text.length() == 2 ? UInt256.ZERO : UInt256.fromHex(text);
  }

  private JsonNode proof(Params params) {
    Address address = params.address(0);
    JsonNode keys = params.get(1);
    if (!keys.isArray() || keys.size() > MAX_PROOF_KEYS) {
      throw RpcException.invalidParams(
          "argument 1 is a list of at most " + MAX_PROOF_KEYS + " slots");
    }
    Header header = chain.header(params, 2);
    List<UInt256> slots = new ArrayList<>();
    for (JsonNode key : keys) {
      try {
        slots.add(slot(key, "slot"));
      } catch (DecodeException e) {
        throw RpcException.invalidParams("invalid argument 1: " + e.getMessage());
      }
    }
    Proof.OfAccount proof;
    try {
      proof =
          Proof.prove(chain.store().trieNodes(header.hash()), header.stateRoot(), address, slots);
    } catch (StateUnavailableException e) {
      throw RpcException.server(String.valueOf(e.getMessage()));
    }
    Account found = proof.account();
    Account account = found == null ? Account.EMPTY : found;
    ObjectNode json = Json.object();
    json.set("address", JsonValues.data(address));
    json.set("accountProof", nodes(proof.nodes()));
    json.set("balance", JsonValues.quantity(account.balance()));
    // For an absent account go-ethereum returns zeros, not the hashes of empty code and storage.
    json.set("codeHash", JsonValues.data(found == null ? Hash.ZERO : found.codeHash()));
    json.set("nonce", JsonValues.quantity(account.nonce()));
    json.set("storageHash", JsonValues.data(found == null ? Hash.ZERO : found.storageRoot()));
    ArrayNode storage = Json.array();
    for (int i = 0; i < proof.slots().size(); i++) {
      Proof.OfSlot slot = proof.slots().get(i);
      ObjectNode one = Json.object();
      one.set("key", key(keys.get(i).stringValue(), slot.slot()));
      one.set("value", JsonValues.quantity(slot.value()));
      one.set("proof", nodes(slot.nodes()));
      storage.add(one);
    }
    json.set("storageProof", storage);
    return json;
  }

  /** The slot in the form of the request: 32 bytes or a quantity. */
  private static JsonNode key(String asked, UInt256 slot) {
    return asked.length() == 66 ? JsonValues.data(slot.toHash()) : JsonValues.quantity(slot);
  }

  private static ArrayNode nodes(List<Bytes> nodes) {
    ArrayNode out = Json.array();
    nodes.forEach(node -> out.add(node.toHex()));
    return out;
  }
}
