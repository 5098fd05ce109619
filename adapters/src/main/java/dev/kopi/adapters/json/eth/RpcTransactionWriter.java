package dev.kopi.adapters.json.eth;

import dev.kopi.adapters.json.Json;
import dev.kopi.adapters.json.JsonBuffer;
import dev.kopi.adapters.json.JsonBuffer.Name;
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
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Transactions as JSON-RPC returns them, deposits as op-geth does. */
public final class RpcTransactionWriter {
  /** The bytes of a transaction without call data. */
  private static final int FIXED_BYTES = 768;

  private static final Name ACCESS_LIST = new Name("accessList");
  private static final Name AUTHORIZATION_LIST = new Name("authorizationList");
  private static final Name BLOB_VERSIONED_HASHES = new Name("blobVersionedHashes");
  private static final Name BLOCK_HASH = new Name("blockHash");
  private static final Name BLOCK_NUMBER = new Name("blockNumber");
  private static final Name BLOCK_TIMESTAMP = new Name("blockTimestamp");
  private static final Name CHAIN_ID = new Name("chainId");
  private static final Name DEPOSIT_RECEIPT_VERSION = new Name("depositReceiptVersion");
  private static final Name FROM = new Name("from");
  private static final Name GAS = new Name("gas");
  private static final Name GAS_PRICE = new Name("gasPrice");
  private static final Name HASH = new Name("hash");
  private static final Name INPUT = new Name("input");
  private static final Name IS_SYSTEM_TX = new Name("isSystemTx");
  private static final Name MAX_FEE_PER_BLOB_GAS = new Name("maxFeePerBlobGas");
  private static final Name MAX_FEE_PER_GAS = new Name("maxFeePerGas");
  private static final Name MAX_PRIORITY_FEE_PER_GAS = new Name("maxPriorityFeePerGas");
  private static final Name MINT = new Name("mint");
  private static final Name NONCE = new Name("nonce");
  private static final Name R = new Name("r");
  private static final Name S = new Name("s");
  private static final Name SOURCE_HASH = new Name("sourceHash");
  private static final Name TO = new Name("to");
  private static final Name TRANSACTION_INDEX = new Name("transactionIndex");
  private static final Name TYPE = new Name("type");
  private static final Name V = new Name("v");
  private static final Name VALUE = new Name("value");
  private static final Name Y_PARITY = new Name("yParity");

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
   * A transaction as a node that can only be written again.
   *
   * @param sender the sender
   * @param placement its position, or null while it is pending
   * @param receipt its receipt, from which a deposit's nonce is taken, or null
   */
  public static JsonNode write(
      TransactionEnvelope envelope,
      @Nullable Address sender,
      @Nullable Placement placement,
      @Nullable Receipt receipt) {
    JsonBuffer out = new JsonBuffer(expectedBytes(envelope));
    write(out, envelope, sender, placement, receipt);
    return out.toOpaqueNode();
  }

  /** About how many bytes a transaction takes. */
  public static long expectedBytes(TransactionEnvelope envelope) {
    return FIXED_BYTES + 2L * envelope.encoded().size();
  }

  /** As {@link #write(TransactionEnvelope, Address, Placement, Receipt)}, into a buffer. */
  public static void write(
      JsonBuffer out,
      TransactionEnvelope envelope,
      @Nullable Address sender,
      @Nullable Placement placement,
      @Nullable Receipt receipt) {
    Transaction tx = envelope.transaction();
    out.beginObject();
    if (placement == null) {
      out.name(BLOCK_HASH).nothing().name(BLOCK_NUMBER).nothing().name(BLOCK_TIMESTAMP).nothing();
    } else {
      out.name(BLOCK_HASH).data(placement.blockHash());
      out.name(BLOCK_NUMBER).quantity(placement.blockNumber());
      out.name(BLOCK_TIMESTAMP).quantity(placement.blockTimestampSeconds());
    }
    out.name(FROM).dataOrNull(sender);
    out.name(GAS).quantity(tx.gasLimit());
    out.name(GAS_PRICE).quantity(gasPrice(tx, placement == null ? null : placement.baseFee()));
    if (hasDynamicFee(tx)) {
      out.name(MAX_FEE_PER_GAS).quantity(tx.maxFeePerGas());
      out.name(MAX_PRIORITY_FEE_PER_GAS).quantity(tx.maxPriorityFeePerGas());
    }
    if (tx instanceof Transaction.Blob) {
      out.name(MAX_FEE_PER_BLOB_GAS).quantity(tx.maxFeePerBlobGas());
    }
    out.name(HASH).data(envelope.hash());
    out.name(INPUT).data(tx.data());
    Long depositNonce = receipt == null ? null : receipt.depositNonce();
    out.name(NONCE).quantity(depositNonce == null ? tx.nonce() : depositNonce);
    out.name(TO).dataOrNull(tx.to());
    if (placement == null) {
      out.name(TRANSACTION_INDEX).nothing();
    } else {
      out.name(TRANSACTION_INDEX).quantity(placement.index());
    }
    out.name(VALUE).quantity(tx.value());
    out.name(TYPE).quantity(tx.type().code());
    if (tx instanceof Transaction.Deposit deposit) {
      writeDeposit(out, deposit, receipt);
    } else {
      writeSigned(out, tx);
    }
    out.endObject();
  }

  private static void writeDeposit(
      JsonBuffer out, Transaction.Deposit deposit, @Nullable Receipt receipt) {
    out.name(V).quantity(0).name(R).quantity(0).name(S).quantity(0);
    out.name(SOURCE_HASH).data(deposit.sourceHash());
    out.name(MINT).quantity(deposit.mint());
    if (deposit.isSystemTransaction()) {
      out.name(IS_SYSTEM_TX).bool(true);
    }
    Long version = receipt == null ? null : receipt.depositReceiptVersion();
    if (version != null) {
      out.name(DEPOSIT_RECEIPT_VERSION).quantity(version);
    }
  }

  private static void writeSigned(JsonBuffer out, Transaction tx) {
    if (tx.type() != TransactionType.LEGACY) {
      out.name(ACCESS_LIST);
      if (tx.accessList().isEmpty()) {
        out.beginArray().endArray();
      } else {
        out.tree(accessList(tx.accessList()));
      }
    }
    UInt256 chainId = tx.chainId();
    if (chainId != null) {
      out.name(CHAIN_ID).quantity(chainId);
    }
    if (tx instanceof Transaction.Blob) {
      out.name(BLOB_VERSIONED_HASHES).beginArray();
      tx.blobHashes().forEach(out::data);
      out.endArray();
    }
    if (tx instanceof Transaction.SetCode) {
      out.name(AUTHORIZATION_LIST).beginArray();
      tx.authorizations().forEach(one -> out.tree(authorization(one)));
      out.endArray();
    }
    Signature signature = tx.signature();
    if (signature != null) {
      out.name(V).quantity(signature.v());
      out.name(R).quantity(signature.r());
      out.name(S).quantity(signature.s());
      if (tx.type() != TransactionType.LEGACY) {
        out.name(Y_PARITY).quantity(signature.v());
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
