package dev.kopi.services.engine.rpc.call;

import dev.kopi.adapters.json.JsonFields;
import dev.kopi.adapters.rpc.RpcException;
import dev.kopi.adapters.rpc.dispatch.GoValues;
import dev.kopi.core.chain.transaction.AccessListEntry;
import dev.kopi.core.chain.transaction.Authorization;
import dev.kopi.core.chain.transaction.Signature;
import dev.kopi.core.chain.transaction.Transaction;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The transaction object of {@code eth_call} and related methods.
 *
 * @param from the sender; zero when absent
 * @param to the called account, or null to create a contract
 * @param gas the gas limit, or null for the maximum
 * @param gasPrice the gas price of legacy transactions, or null
 * @param maxFeePerGas null when absent
 * @param maxPriorityFeePerGas null when absent
 * @param value wei transferred
 * @param data the call data
 * @param nonce the nonce, or null for the account's
 * @param chainId the chain ID, or null
 * @param accessList the access list, or null
 * @param maxFeePerBlobGas null when absent
 * @param blobHashes versioned hashes of blobs, or null
 * @param authorizations EIP-7702 authorizations, or null
 */
public record CallArguments(
    Address from,
    @Nullable Address to,
    @Nullable Long gas,
    @Nullable UInt256 gasPrice,
    @Nullable UInt256 maxFeePerGas,
    @Nullable UInt256 maxPriorityFeePerGas,
    UInt256 value,
    Bytes data,
    @Nullable Long nonce,
    @Nullable UInt256 chainId,
    @Nullable List<AccessListEntry> accessList,
    @Nullable UInt256 maxFeePerBlobGas,
    @Nullable List<Hash> blobHashes,
    @Nullable List<Authorization> authorizations) {
  private static final Signature NONE = new Signature(UInt256.ZERO, UInt256.ZERO, UInt256.ZERO);
  private static final int MAX_LIST = 4096;

  public CallArguments {
    accessList = accessList == null ? null : List.copyOf(accessList);
    blobHashes = blobHashes == null ? null : List.copyOf(blobHashes);
    authorizations = authorizations == null ? null : List.copyOf(authorizations);
  }

  /**
   * Reads the JSON object.
   *
   * @throws RpcException when it is malformed, or its fields exclude each other
   */
  public static CallArguments read(JsonNode json) {
    if (!json.isObject()) {
      throw invalid(
          GoValues.mismatch(GoValues.kind(json), GoValues.VALUE, "ethapi.TransactionArgs"));
    }
    CallArguments arguments;
    try {
      arguments = decode(json);
    } catch (DecodeException e) {
      throw invalid(e);
    }
    arguments.check();
    return arguments;
  }

  private static RpcException invalid(DecodeException e) {
    return RpcException.invalidParams("invalid argument 0: " + e.getMessage());
  }

  /** A field as go-ethereum reads it, or null when it is absent. */
  private static <T> @Nullable T field(
      JsonNode json, String name, BiFunction<JsonNode, String, T> reader) {
    JsonNode value = JsonFields.optional(json, name);
    return value == null ? null : reader.apply(value, place(name));
  }

  private static String place(String name) {
    return GoValues.field("TransactionArgs", name);
  }

  private static CallArguments decode(JsonNode json) {
    Bytes input = field(json, "input", GoValues::bytes);
    Bytes data = field(json, "data", GoValues::bytes);
    Bytes code = input != null ? input : data != null ? data : Bytes.EMPTY;
    Address from = field(json, "from", GoValues::address);
    UInt256 value = field(json, "value", GoValues::uint256);
    return new CallArguments(
        from == null ? Address.ZERO : from,
        field(json, "to", GoValues::address),
        field(json, "gas", GoValues::quantity),
        field(json, "gasPrice", GoValues::uint256),
        field(json, "maxFeePerGas", GoValues::uint256),
        field(json, "maxPriorityFeePerGas", GoValues::uint256),
        value == null ? UInt256.ZERO : value,
        code,
        field(json, "nonce", GoValues::quantity),
        field(json, "chainId", GoValues::uint256),
        accessList(JsonFields.optional(json, "accessList")),
        field(json, "maxFeePerBlobGas", GoValues::uint256),
        hashes(JsonFields.optional(json, "blobVersionedHashes")),
        authorizations(JsonFields.optional(json, "authorizationList")));
  }

  private void check() {
    if (gasPrice != null && (maxFeePerGas != null || maxPriorityFeePerGas != null)) {
      throw RpcException.server(
          "both gasPrice and (maxFeePerGas or maxPriorityFeePerGas) specified");
    }
    if (to == null && blobHashes != null) {
      throw RpcException.server("missing \"to\" in blob transaction");
    }
    if (to == null && authorizations != null) {
      throw RpcException.server(
          "EIP-7702 transaction cannot be used to create contract (sender " + from + ")");
    }
    if (blobHashes != null && blobHashes.isEmpty()) {
      throw RpcException.server("need at least 1 blob for a blob transaction");
    }
    if (authorizations != null && authorizations.isEmpty()) {
      throw RpcException.server("EIP-7702 transaction with empty auth list (sender " + from + ")");
    }
    if (authorizations != null && blobHashes != null) {
      throw RpcException.server("both authorizationList and blobVersionedHashes specified");
    }
  }

  private static @Nullable List<AccessListEntry> accessList(@Nullable JsonNode json) {
    if (json == null) {
      return null;
    }
    List<AccessListEntry> out = new ArrayList<>();
    bounded(json, "accessList", "types.AccessList");
    for (JsonNode entry : json) {
      List<Hash> keys = hashes(JsonFields.optional(entry, "storageKeys"));
      out.add(
          new AccessListEntry(
              JsonFields.address(entry, "address"), keys == null ? List.of() : keys));
    }
    return out;
  }

  private static @Nullable List<Hash> hashes(@Nullable JsonNode json) {
    if (json == null) {
      return null;
    }
    bounded(json, "blobVersionedHashes", "[]common.Hash");
    List<Hash> out = new ArrayList<>();
    for (JsonNode one : json) {
      out.add(JsonFields.asHash(one, "hash"));
    }
    return out;
  }

  private static @Nullable List<Authorization> authorizations(@Nullable JsonNode json) {
    if (json == null) {
      return null;
    }
    bounded(json, "authorizationList", "[]types.SetCodeAuthorization");
    List<Authorization> out = new ArrayList<>();
    for (JsonNode one : json) {
      Signature signature =
          new Signature(
              JsonFields.uint256(one, "yParity"),
              JsonFields.uint256(one, "r"),
              JsonFields.uint256(one, "s"));
      out.add(
          new Authorization(
              JsonFields.uint256(one, "chainId"),
              JsonFields.address(one, "address"),
              JsonFields.quantity(one, "nonce"),
              signature));
    }
    return out;
  }

  private static void bounded(JsonNode list, String name, String type) {
    if (!list.isArray()) {
      throw GoValues.mismatch(GoValues.kind(list), place(name), type);
    }
    if (list.size() > MAX_LIST) {
      throw new DecodeException(name + " is a list of at most " + MAX_LIST);
    }
  }

  /**
   * Checks the chain ID.
   *
   * @throws RpcException when it is another chain's
   */
  public void checkChain(UInt256 here) {
    if (chainId != null && !chainId.equals(here)) {
      throw RpcException.server(
          "chainId does not match node's (have="
              + chainId.toBigInteger()
              + ", want="
              + here.toBigInteger()
              + ")");
    }
  }

  /** The most that is offered for a unit of gas; zero when nothing is. */
  UInt256 fee() {
    return gasPrice != null ? gasPrice : maxFeePerGas != null ? maxFeePerGas : UInt256.ZERO;
  }

  private UInt256 tip() {
    UInt256 tip = gasPrice != null ? gasPrice : maxPriorityFeePerGas;
    return tip == null ? UInt256.ZERO : tip;
  }

  /** The maximum fee per blob gas; zero when absent. */
  UInt256 blobFee() {
    return maxFeePerBlobGas == null ? UInt256.ZERO : maxFeePerBlobGas;
  }

  /** A copy with other fees. */
  CallArguments withFees(
      @Nullable UInt256 price,
      @Nullable UInt256 maxFee,
      @Nullable UInt256 maxPriorityFee,
      @Nullable UInt256 maxBlobFee) {
    return new CallArguments(
        from,
        to,
        gas,
        price,
        maxFee,
        maxPriorityFee,
        value,
        data,
        nonce,
        chainId,
        accessList,
        maxBlobFee,
        blobHashes,
        authorizations);
  }

  /** A copy with another access list. */
  CallArguments withAccessList(List<AccessListEntry> list) {
    return new CallArguments(
        from,
        to,
        gas,
        gasPrice,
        maxFeePerGas,
        maxPriorityFeePerGas,
        value,
        data,
        nonce,
        chainId,
        list,
        maxFeePerBlobGas,
        blobHashes,
        authorizations);
  }

  /** The transaction to execute, of the type that holds all given fields. */
  public Transaction toMessage(UInt256 chain, long usedNonce, long gasLimit) {
    List<AccessListEntry> announced = accessList == null ? List.of() : accessList;
    Address called = to;
    if (authorizations != null && called != null) {
      return new Transaction.SetCode(
          chain,
          usedNonce,
          tip(),
          fee(),
          gasLimit,
          called,
          value,
          data,
          announced,
          authorizations,
          NONE);
    }
    if (blobHashes != null && called != null) {
      return new Transaction.Blob(
          chain,
          usedNonce,
          tip(),
          fee(),
          gasLimit,
          called,
          value,
          data,
          announced,
          blobFee(),
          blobHashes,
          NONE);
    }
    return new Transaction.DynamicFee(
        chain, usedNonce, tip(), fee(), gasLimit, called, value, data, announced, NONE);
  }

  /** The unsigned transaction that would be sent. */
  public Transaction toTransaction(UInt256 chain, long usedNonce, long gasLimit) {
    return gasPrice == null
        ? toMessage(chain, usedNonce, gasLimit)
        : new Transaction.Legacy(usedNonce, gasPrice, gasLimit, to, value, data, NONE);
  }
}
