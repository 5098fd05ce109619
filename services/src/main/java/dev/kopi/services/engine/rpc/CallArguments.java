package dev.kopi.services.engine.rpc;

import dev.kopi.adapters.json.JsonFields;
import dev.kopi.adapters.rpc.RpcException;
import dev.kopi.core.chain.AccessListEntry;
import dev.kopi.core.chain.Authorization;
import dev.kopi.core.chain.Signature;
import dev.kopi.core.chain.Transaction;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The transaction object of {@code eth_call} and its kin.
 *
 * @param from the sender; zero when it is not named
 * @param to the account that is called, or null to create
 * @param gas the gas limit, or null to take as much as there is
 * @param maxFeePerGas 0 when no price is named
 * @param maxPriorityFeePerGas 0 when no price is named
 * @param value wei sent along
 * @param data the call data
 * @param nonce the nonce, or null for the account's
 * @param accessList accounts and slots announced
 * @param authorizations delegations that take effect before
 */
record CallArguments(
    Address from,
    @Nullable Address to,
    @Nullable Long gas,
    UInt256 maxFeePerGas,
    UInt256 maxPriorityFeePerGas,
    UInt256 value,
    Bytes data,
    @Nullable Long nonce,
    List<AccessListEntry> accessList,
    List<Authorization> authorizations) {
  private static final Signature NONE = new Signature(UInt256.ZERO, UInt256.ZERO, UInt256.ZERO);
  private static final int MAX_LIST = 4096;

  CallArguments {
    accessList = List.copyOf(accessList);
    authorizations = List.copyOf(authorizations);
  }

  /**
   * Reads the object.
   *
   * @throws RpcException when it is not of the form
   */
  static CallArguments read(JsonNode json) {
    if (!json.isObject()) {
      throw RpcException.invalidParams("the transaction is an object");
    }
    try {
      return decode(json);
    } catch (DecodeException e) {
      throw RpcException.invalidParams("invalid transaction: " + e.getMessage());
    }
  }

  private static CallArguments decode(JsonNode json) {
    UInt256 gasPrice = JsonFields.optionalUint256(json, "gasPrice");
    UInt256 maxFee = JsonFields.optionalUint256(json, "maxFeePerGas");
    UInt256 tip = JsonFields.optionalUint256(json, "maxPriorityFeePerGas");
    if (gasPrice != null && (maxFee != null || tip != null)) {
      throw new DecodeException(
          "both gasPrice and (maxFeePerGas or maxPriorityFeePerGas) specified");
    }
    UInt256 fee = gasPrice != null ? gasPrice : maxFee != null ? maxFee : UInt256.ZERO;
    UInt256 priority = gasPrice != null ? gasPrice : tip != null ? tip : UInt256.ZERO;
    Bytes input = JsonFields.optionalBytes(json, "input");
    Bytes data = JsonFields.optionalBytes(json, "data");
    if (input != null && data != null && !input.equals(data)) {
      throw new DecodeException(
          "both \"data\" and \"input\" are set and not equal. Please use \"input\"");
    }
    Bytes code = input != null ? input : data != null ? data : Bytes.EMPTY;
    Address from = JsonFields.optionalAddress(json, "from");
    UInt256 value = JsonFields.optionalUint256(json, "value");
    return new CallArguments(
        from == null ? Address.ZERO : from,
        JsonFields.optionalAddress(json, "to"),
        JsonFields.optionalQuantity(json, "gas"),
        fee,
        priority,
        value == null ? UInt256.ZERO : value,
        code,
        JsonFields.optionalQuantity(json, "nonce"),
        accessList(JsonFields.optional(json, "accessList")),
        authorizations(JsonFields.optional(json, "authorizationList")));
  }

  private static List<AccessListEntry> accessList(@Nullable JsonNode json) {
    List<AccessListEntry> out = new ArrayList<>();
    if (json != null) {
      bounded(json, "accessList");
      for (JsonNode entry : json) {
        List<Hash> keys = new ArrayList<>();
        JsonNode list = JsonFields.optional(entry, "storageKeys");
        if (list != null) {
          bounded(list, "storageKeys");
          for (JsonNode key : list) {
            keys.add(JsonFields.asHash(key, "storageKeys"));
          }
        }
        out.add(new AccessListEntry(JsonFields.address(entry, "address"), keys));
      }
    }
    return out;
  }

  private static List<Authorization> authorizations(@Nullable JsonNode json) {
    List<Authorization> out = new ArrayList<>();
    if (json != null) {
      bounded(json, "authorizationList");
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
    }
    return out;
  }

  private static void bounded(JsonNode list, String name) {
    if (!list.isArray() || list.size() > MAX_LIST) {
      throw new DecodeException(name + " is a list of at most " + MAX_LIST);
    }
  }

  /** The same with other announced accounts and slots. */
  CallArguments withAccessList(List<AccessListEntry> list) {
    return new CallArguments(
        from,
        to,
        gas,
        maxFeePerGas,
        maxPriorityFeePerGas,
        value,
        data,
        nonce,
        list,
        authorizations);
  }

  /** The transaction with a gas limit. */
  Transaction toTransaction(UInt256 chainId, long stateNonce, long gasLimit) {
    long effective = nonce == null ? stateNonce : nonce;
    if (!authorizations.isEmpty() && to != null) {
      return new Transaction.SetCode(
          chainId,
          effective,
          maxPriorityFeePerGas,
          maxFeePerGas,
          gasLimit,
          to,
          value,
          data,
          accessList,
          authorizations,
          NONE);
    }
    return new Transaction.DynamicFee(
        chainId,
        effective,
        maxPriorityFeePerGas,
        maxFeePerGas,
        gasLimit,
        to,
        value,
        data,
        accessList,
        NONE);
  }
}
