package dev.kopi.adapters.json.eth;

import dev.kopi.adapters.json.JsonFields;
import dev.kopi.core.chain.transaction.AccessListEntry;
import dev.kopi.core.chain.transaction.Authorization;
import dev.kopi.core.chain.transaction.Signature;
import dev.kopi.core.chain.transaction.Transaction;
import dev.kopi.core.chain.transaction.TransactionEnvelope;
import dev.kopi.core.chain.transaction.TransactionType;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Signed transactions as JSON-RPC returns them, deposits included.
 *
 * @see <a
 *     href="https://github.com/ethereum/execution-apis/blob/main/src/schemas/transaction.yaml">Transaction
 *     schema</a>
 */
public final class TransactionReader {
  private TransactionReader() {}

  /**
   * Reads a transaction and checks that it has the hash that the response has.
   *
   * @throws DecodeException when a field is missing or malformed, the type is unknown, or the hash
   *     is not the transaction's
   */
  public static TransactionEnvelope read(JsonNode json) {
    TransactionEnvelope envelope = TransactionEnvelope.of(content(json));
    Hash claimed = JsonFields.hash(json, "hash");
    if (!envelope.hash().equals(claimed)) {
      throw new DecodeException(
          "transaction: hash is " + envelope.hash() + ", the answer says " + claimed);
    }
    return envelope;
  }

  /** Reads a transaction without verifying the hash. */
  public static TransactionEnvelope readUnchecked(JsonNode json) {
    return TransactionEnvelope.of(content(json));
  }

  private static Transaction content(JsonNode json) {
    Long type = JsonFields.optionalQuantity(json, "type");
    long code = type == null ? 0 : type;
    if (code == TransactionType.DEPOSIT.code()) {
      return deposit(json);
    }
    long nonce = JsonFields.quantity(json, "nonce");
    long gas = JsonFields.quantity(json, "gas");
    Address to = JsonFields.optionalAddress(json, "to");
    UInt256 value = JsonFields.uint256(json, "value");
    Bytes input = JsonFields.bytes(json, "input");
    if (code == 0) {
      UInt256 gasPrice = JsonFields.uint256(json, "gasPrice");
      return new Transaction.Legacy(
          nonce, gasPrice, gas, to, value, input, signature(json, JsonFields.uint256(json, "v")));
    }
    UInt256 chainId = JsonFields.uint256(json, "chainId");
    Signature signature = signature(json, parity(json));
    List<AccessListEntry> accessList = accessList(json);
    if (code == 1) {
      UInt256 gasPrice = JsonFields.uint256(json, "gasPrice");
      return new Transaction.AccessList(
          chainId, nonce, gasPrice, gas, to, value, input, accessList, signature);
    }
    if (code < 1 || code > 4) {
      throw new DecodeException("transaction: type " + code + " is not known");
    }
    UInt256 tip = JsonFields.uint256(json, "maxPriorityFeePerGas");
    UInt256 cap = JsonFields.uint256(json, "maxFeePerGas");
    if (code == 2) {
      return new Transaction.DynamicFee(
          chainId, nonce, tip, cap, gas, to, value, input, accessList, signature);
    }
    if (to == null) {
      throw new DecodeException("transaction: type " + code + " cannot create a contract");
    }
    if (code == 3) {
      return new Transaction.Blob(
          chainId,
          nonce,
          tip,
          cap,
          gas,
          to,
          value,
          input,
          accessList,
          JsonFields.uint256(json, "maxFeePerBlobGas"),
          JsonFields.list(json, "blobVersionedHashes", h -> JsonFields.asHash(h, "blob hash")),
          signature);
    }
    return new Transaction.SetCode(
        chainId,
        nonce,
        tip,
        cap,
        gas,
        to,
        value,
        input,
        accessList,
        JsonFields.list(json, "authorizationList", TransactionReader::authorization),
        signature);
  }

  private static Transaction deposit(JsonNode json) {
    UInt256 mint = JsonFields.optionalUint256(json, "mint");
    JsonNode system = JsonFields.optional(json, "isSystemTx");
    return new Transaction.Deposit(
        JsonFields.hash(json, "sourceHash"),
        JsonFields.address(json, "from"),
        JsonFields.optionalAddress(json, "to"),
        mint == null ? UInt256.ZERO : mint,
        JsonFields.uint256(json, "value"),
        JsonFields.quantity(json, "gas"),
        system != null && JsonFields.asBool(system, "isSystemTx"),
        JsonFields.bytes(json, "input"));
  }

  private static List<AccessListEntry> accessList(JsonNode json) {
    List<AccessListEntry> entries =
        JsonFields.optionalList(
            json,
            "accessList",
            e ->
                new AccessListEntry(
                    JsonFields.address(e, "address"),
                    JsonFields.list(e, "storageKeys", k -> JsonFields.asHash(k, "storage key"))));
    return entries == null ? List.of() : entries;
  }

  private static Authorization authorization(JsonNode json) {
    return new Authorization(
        JsonFields.uint256(json, "chainId"),
        JsonFields.address(json, "address"),
        JsonFields.quantity(json, "nonce"),
        signature(json, parity(json)));
  }

  private static UInt256 parity(JsonNode json) {
    @Nullable UInt256 parity = JsonFields.optionalUint256(json, "yParity");
    return parity != null ? parity : JsonFields.uint256(json, "v");
  }

  private static Signature signature(JsonNode json, UInt256 v) {
    return new Signature(v, JsonFields.uint256(json, "r"), JsonFields.uint256(json, "s"));
  }
}
