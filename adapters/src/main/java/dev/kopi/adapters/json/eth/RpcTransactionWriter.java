package dev.kopi.adapters.json.eth;

import dev.kopi.adapters.json.Json;
import dev.kopi.adapters.json.JsonValues;
import dev.kopi.core.chain.receipt.Receipt;
import dev.kopi.core.chain.transaction.AccessListEntry;
import dev.kopi.core.chain.transaction.Authorization;
import dev.kopi.core.chain.transaction.Signature;
import dev.kopi.core.chain.transaction.Transaction;
import dev.kopi.core.chain.transaction.TransactionEnvelope;
import dev.kopi.core.chain.transaction.TransactionType;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Transactions as JSON-RPC returns them, deposits as op-geth does. */
public final class RpcTransactionWriter {
  private RpcTransactionWriter() {}

  /**
   * The position of a transaction in the chain.
   *
   * @param blockHash the block
   * @param blockNumber its number
   * @param blockTimestampSeconds its timestamp
   * @param index the transaction's place in it
   * @param baseFee the block's base fee, or null before London
   */
  public record Placement(
      Hash blockHash,
      long blockNumber,
      long blockTimestampSeconds,
      int index,
      @Nullable UInt256 baseFee) {}

  /**
   * Writes a transaction.
   *
   * @param sender the sender
   * @param placement its position, or null while it is pending
   * @param receipt its receipt, from which a deposit's nonce is taken, or null
   */
  public static ObjectNode write(
      TransactionEnvelope envelope,
      @Nullable Address sender,
      @Nullable Placement placement,
      @Nullable Receipt receipt) {
    Transaction tx = envelope.transaction();
    ObjectNode json = Json.object();
    json.set(
        "blockHash",
        placement == null ? JsonValues.nothing() : JsonValues.data(placement.blockHash()));
    json.set(
        "blockNumber",
        JsonValues.quantityOrNull(placement == null ? null : placement.blockNumber()));
    json.set(
        "blockTimestamp",
        JsonValues.quantityOrNull(placement == null ? null : placement.blockTimestampSeconds()));
    json.set("from", JsonValues.dataOrNull(sender));
    json.set("gas", JsonValues.quantity(tx.gasLimit()));
    json.set(
        "gasPrice",
        JsonValues.quantity(gasPrice(tx, placement == null ? null : placement.baseFee())));
    if (hasDynamicFee(tx)) {
      json.set("maxFeePerGas", JsonValues.quantity(tx.maxFeePerGas()));
      json.set("maxPriorityFeePerGas", JsonValues.quantity(tx.maxPriorityFeePerGas()));
    }
    if (tx instanceof Transaction.Blob) {
      json.set("maxFeePerBlobGas", JsonValues.quantity(tx.maxFeePerBlobGas()));
    }
    json.set("hash", JsonValues.data(envelope.hash()));
    json.set("input", JsonValues.data(tx.data()));
    Long depositNonce = receipt == null ? null : receipt.depositNonce();
    json.set("nonce", JsonValues.quantity(depositNonce == null ? tx.nonce() : depositNonce));
    json.set("to", JsonValues.dataOrNull(tx.to()));
    json.set(
        "transactionIndex",
        JsonValues.quantityOrNull(placement == null ? null : (long) placement.index()));
    json.set("value", JsonValues.quantity(tx.value()));
    json.set("type", JsonValues.quantity(tx.type().code()));
    if (tx instanceof Transaction.Deposit deposit) {
      writeDeposit(json, deposit, receipt);
    } else {
      writeSigned(json, tx);
    }
    return json;
  }

  private static void writeDeposit(
      ObjectNode json, Transaction.Deposit deposit, @Nullable Receipt receipt) {
    json.put("v", "0x0").put("r", "0x0").put("s", "0x0");
    json.set("sourceHash", JsonValues.data(deposit.sourceHash()));
    json.set("mint", JsonValues.quantity(deposit.mint()));
    if (deposit.isSystemTransaction()) {
      json.put("isSystemTx", true);
    }
    Long version = receipt == null ? null : receipt.depositReceiptVersion();
    if (version != null) {
      json.set("depositReceiptVersion", JsonValues.quantity(version));
    }
  }

  private static void writeSigned(ObjectNode json, Transaction tx) {
    if (tx.type() != TransactionType.LEGACY) {
      json.set("accessList", accessList(tx.accessList()));
    }
    UInt256 chainId = tx.chainId();
    if (chainId != null) {
      json.set("chainId", JsonValues.quantity(chainId));
    }
    if (tx instanceof Transaction.Blob) {
      ArrayNode hashes = Json.array();
      tx.blobHashes().forEach(hash -> hashes.add(hash.toHex()));
      json.set("blobVersionedHashes", hashes);
    }
    if (tx instanceof Transaction.SetCode) {
      ArrayNode list = Json.array();
      tx.authorizations().forEach(one -> list.add(authorization(one)));
      json.set("authorizationList", list);
    }
    Signature signature = tx.signature();
    if (signature != null) {
      json.set("v", JsonValues.quantity(signature.v()));
      json.set("r", JsonValues.quantity(signature.r()));
      json.set("s", JsonValues.quantity(signature.s()));
      if (tx.type() != TransactionType.LEGACY) {
        json.set("yParity", JsonValues.quantity(signature.v()));
      }
    }
  }

  private static boolean hasDynamicFee(Transaction tx) {
    return tx instanceof Transaction.DynamicFee
        || tx instanceof Transaction.Blob
        || tx instanceof Transaction.SetCode;
  }

  /** The effective gas price in a block; the fee cap while pending. */
  public static UInt256 gasPrice(Transaction tx, @Nullable UInt256 baseFee) {
    if (baseFee == null || !hasDynamicFee(tx)) {
      return tx.maxFeePerGas();
    }
    UInt256 wished = baseFee.add(tx.maxPriorityFeePerGas());
    boolean capped =
        baseFee.addOverflows(tx.maxPriorityFeePerGas()) || wished.compareTo(tx.maxFeePerGas()) > 0;
    return capped ? tx.maxFeePerGas() : wished;
  }

  /** An access list. */
  public static ArrayNode accessList(List<AccessListEntry> entries) {
    ArrayNode out = Json.array();
    for (AccessListEntry entry : entries) {
      ArrayNode keys = Json.array();
      entry.storageKeys().forEach(key -> keys.add(key.toHex()));
      ObjectNode json = Json.object().put("address", entry.address().toHex());
      json.set("storageKeys", keys);
      out.add(json);
    }
    return out;
  }

  /** An authorization (EIP-7702). */
  static ObjectNode authorization(Authorization one) {
    ObjectNode json = Json.object();
    json.set("chainId", JsonValues.quantity(one.chainId()));
    json.set("address", JsonValues.data(one.address()));
    json.set("nonce", JsonValues.quantity(one.nonce()));
    json.set("yParity", JsonValues.quantity(one.signature().v()));
    json.set("r", JsonValues.quantity(one.signature().r()));
    json.set("s", JsonValues.quantity(one.signature().s()));
    return json;
  }
}
