package dev.kopi.services.signer;

import dev.kopi.adapters.json.JsonFields;
import dev.kopi.core.chain.transaction.AccessListEntry;
import dev.kopi.core.chain.transaction.Transaction;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.core.txmgr.TransactionSigner;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The argument of {@code eth_signTransaction}: a transaction with all its fields. */
final class TransactionArguments {
  private TransactionArguments() {}

  /**
   * Reads a transaction with dynamic fees or with blobs.
   *
   * @throws DecodeException when a field is missing, malformed or of another kind of transaction
   */
  static Transaction read(JsonNode json) {
    require(
        JsonFields.optional(json, "gasPrice") == null,
        "only accepts maxFeePerGas/maxPriorityFeePerGas params");
    require(JsonFields.optional(json, "authorizationList") == null, "does not sign authorizations");
    UInt256 fee = JsonFields.uint256(json, "maxFeePerGas");
    UInt256 tip = JsonFields.uint256(json, "maxPriorityFeePerGas");
    require(fee.compareTo(tip) >= 0, "maxFeePerGas < maxPriorityFeePerGas");
    long gas = JsonFields.quantity(json, "gas");
    long nonce = JsonFields.quantity(json, "nonce");
    Bytes data = data(json);
    Address to = JsonFields.optionalAddress(json, "to");
    UInt256 chainId = JsonFields.uint256(json, "chainId");
    UInt256 given = JsonFields.optionalUint256(json, "value");
    UInt256 value = given == null ? UInt256.ZERO : given;
    List<AccessListEntry> accesses = accessList(json);
    List<Hash> blobs =
        JsonFields.optionalList(
            json, "blobVersionedHashes", hash -> JsonFields.asHash(hash, "blobVersionedHashes"));
    UInt256 blobFee = JsonFields.optionalUint256(json, "maxFeePerBlobGas");
    if (blobs == null) {
      require(blobFee == null, "unexpected blob-fee-cap, transaction does not include blobs");
      require(to != null || !data.isEmpty(), "contract creation without any data provided");
      return new Transaction.DynamicFee(
          chainId, nonce, tip, fee, gas, to, value, data, accesses, TransactionSigner.NONE);
    }
    require(!blobs.isEmpty(), "non-null blob versioned hashes should not be empty");
    require(blobFee != null, "when including blobs a blob-fee-cap is required");
    require(to != null, "a blob transaction creates no contract");
    return new Transaction.Blob(
        chainId,
        nonce,
        tip,
        fee,
        gas,
        Objects.requireNonNull(to),
        value,
        data,
        accesses,
        Objects.requireNonNull(blobFee),
        blobs,
        TransactionSigner.NONE);
  }

  private static Bytes data(JsonNode json) {
    Bytes data = JsonFields.optionalBytes(json, "data");
    Bytes input = JsonFields.optionalBytes(json, "input");
    require(
        data == null || input == null || data.equals(input),
        "both \"data\" and \"input\" are set and not equal");
    return input != null ? input : data != null ? data : Bytes.EMPTY;
  }

  private static List<AccessListEntry> accessList(JsonNode json) {
    @Nullable List<AccessListEntry> entries =
        JsonFields.optionalList(
            json,
            "accessList",
            entry ->
                new AccessListEntry(
                    JsonFields.address(entry, "address"),
                    JsonFields.list(
                        entry, "storageKeys", key -> JsonFields.asHash(key, "storageKeys"))));
    return entries == null ? List.of() : entries;
  }

  private static void require(boolean holds, String message) {
    if (!holds) {
      throw new DecodeException(message);
    }
  }
}
