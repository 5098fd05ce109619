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
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Accounts, storage and proofs at any block whose state is not pruned. */
public final class StateMethods {
  private static final int MAX_KEYS = 1024;

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
    Address address = params.address(0);
    return at(chain.requiredHeader(params, block), state -> account(state, address));
  }

  private static Account account(StateView state, Address address) {
    Account account = state.account(address);
    return account == null ? Account.EMPTY : account;
  }

  /** Reads the state after a block, which may be pruned at any time. */
  private <T> T at(Header header, Function<StateView, T> read) {
    StateView state = chain.state(header);
    try {
      return read.apply(state);
    } catch (StateUnavailableException e) {
      throw ChainView.pruned(e);
    }
  }

  private JsonNode nonce(Params params) {
    long nonce = account(params, 1).nonce();
    BlockArgument block = params.optional(1, (node, name) -> BlockArgument.any(node));
    if (BlockArgument.PENDING.equals(block)) {
      nonce = pool.nextNonce(params.address(0), nonce);
    }
    return JsonValues.quantity(nonce);
  }

  private JsonNode code(Params params) {
    Address address = params.address(0);
    return at(
        chain.requiredHeader(params, 1),
        state -> JsonValues.data(state.code(account(state, address).codeHash())));
  }

  private JsonNode storage(Params params) {
    Address address = params.address(0);
    String key = params.text(1);
    Header header = chain.requiredHeader(params, 2);
    UInt256 slot = StorageKey.read(key).slot();
    return at(header, state -> JsonValues.data(state.storage(address, slot).toHash()));
  }

  /** Slots of several accounts at once. */
  private JsonNode storageValues(Params params) {
    Map<Address, List<UInt256>> asked = params.get(0, (node, name) -> slots(node));
    int count = asked.values().stream().mapToInt(List::size).sum();
    if (count > MAX_KEYS) {
      throw new RpcException(
          RpcException.CLIENT_LIMIT_EXCEEDED, "too many slots (max " + MAX_KEYS + ")");
    }
    if (count == 0) {
      throw RpcException.invalidParams("empty request");
    }
    return at(
        chain.explainedHeader(params, 1),
        state -> {
          ObjectNode json = Json.object();
          asked.forEach((address, slots) -> {
            ArrayNode values = json.putArray(address.toHex());
            slots.forEach(slot -> values.add(state.storage(address, slot).toHash().toHex()));
          });
          return json;
        });
  }

  private static Map<Address, List<UInt256>> slots(JsonNode json) {
    if (!json.isObject()) {
      throw new DecodeException("an object of accounts with lists of slots is needed");
    }
    Map<Address, List<UInt256>> out = new TreeMap<>();
    json.properties()
        .forEach(one ->
            out.put(
                Address.fromHex(one.getKey()),
                one.getValue().isNull()
                    ? List.of()
                    : JsonFields.asList(
                        one.getValue(),
                        one.getKey(),
                        key -> JsonFields.asHash(key, "slot").toUInt256())));
    return out;
  }

  private JsonNode proof(Params params) {
    Address address = params.address(0);
    List<StorageKey> keys = keys(params);
    Header header = chain.requiredHeader(params, 2);
    List<UInt256> slots = keys.stream().map(StorageKey::slot).toList();
    Proof.OfAccount proof;
    try {
      proof =
          Proof.prove(chain.store().trieNodes(header.hash()), header.stateRoot(), address, slots);
    } catch (StateUnavailableException e) {
      throw ChainView.pruned(e);
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
      one.put("key", keys.get(i).answered());
      one.set("value", JsonValues.quantity(slot.value()));
      one.set("proof", nodes(slot.nodes()));
      storage.add(one);
    }
    json.set("storageProof", storage);
    return json;
  }

  /** The storage keys of eth_getProof; null is none. */
  private static List<StorageKey> keys(Params params) {
    if (params.size() < 2) {
      throw RpcException.invalidParams("missing value for required argument 1");
    }
    JsonNode json = params.optional(1);
    if (json == null) {
      return List.of();
    }
    List<String> texts =
        params.get(
            1,
            (node, name) ->
                JsonFields.asList(node, name, key -> JsonFields.text(key, "storage key")));
    if (texts.size() > MAX_KEYS) {
      throw RpcException.invalidParams(
          "too many storage keys requested (max " + MAX_KEYS + ", got " + texts.size() + ")");
    }
    return texts.stream().map(StorageKey::read).toList();
  }

  private static ArrayNode nodes(List<Bytes> nodes) {
    ArrayNode out = Json.array();
    nodes.forEach(node -> out.add(node.toHex()));
    return out;
  }
}
