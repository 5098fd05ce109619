package dev.kopi.adapters.json.eth;

import dev.kopi.adapters.json.Json;
import dev.kopi.adapters.json.JsonValues;
import dev.kopi.core.chain.transaction.Authorization;
import dev.kopi.core.chain.transaction.Signature;
import dev.kopi.core.chain.transaction.Transaction;
import dev.kopi.core.chain.transaction.TransactionEnvelope;
import dev.kopi.core.chain.transaction.TransactionType;
import dev.kopi.core.primitives.UInt256;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Writes a transaction by itself, without sender and block, in the order of go-ethereum. */
public final class UnplacedTransactionWriter {
  private UnplacedTransactionWriter() {}

  /** Writes a transaction that is not a deposit. */
  public static ObjectNode write(TransactionEnvelope envelope) {
    Transaction tx = envelope.transaction();
    boolean priced =
        tx.type() == TransactionType.LEGACY || tx.type() == TransactionType.ACCESS_LIST;
    ObjectNode json = Json.object();
    json.set("type", JsonValues.quantity(tx.type().code()));
    UInt256 chainId = tx.chainId();
    if (chainId != null) {
      json.set("chainId", JsonValues.quantity(chainId));
    }
    json.set("nonce", JsonValues.quantity(tx.nonce()));
    json.set("to", JsonValues.dataOrNull(tx.to()));
    json.set("gas", JsonValues.quantity(tx.gasLimit()));
    if (priced) {
      json.set("gasPrice", JsonValues.quantity(tx.maxFeePerGas()));
      json.putNull("maxPriorityFeePerGas").putNull("maxFeePerGas");
    } else {
      json.putNull("gasPrice");
      json.set("maxPriorityFeePerGas", JsonValues.quantity(tx.maxPriorityFeePerGas()));
      json.set("maxFeePerGas", JsonValues.quantity(tx.maxFeePerGas()));
    }
    if (tx instanceof Transaction.Blob) {
      json.set("maxFeePerBlobGas", JsonValues.quantity(tx.maxFeePerBlobGas()));
    }
    json.set("value", JsonValues.quantity(tx.value()));
    json.set("input", JsonValues.data(tx.data()));
    writeLists(json, tx);
    Signature signature = tx.signature();
    if (signature != null) {
      json.set("v", JsonValues.quantity(signature.v()));
      json.set("r", JsonValues.quantity(signature.r()));
      json.set("s", JsonValues.quantity(signature.s()));
      if (tx.type() != TransactionType.LEGACY) {
        json.set("yParity", JsonValues.quantity(signature.v()));
      }
    }
    json.set("hash", JsonValues.data(envelope.hash()));
    return json;
  }

  private static void writeLists(ObjectNode json, Transaction tx) {
    if (tx.type() != TransactionType.LEGACY) {
      json.set("accessList", RpcTransactionWriter.accessList(tx.accessList()));
    }
    if (tx instanceof Transaction.Blob) {
      ArrayNode hashes = json.putArray("blobVersionedHashes");
      tx.blobHashes().forEach(hash -> hashes.add(hash.toHex()));
    }
    if (tx instanceof Transaction.SetCode) {
      ArrayNode list = json.putArray("authorizationList");
      for (Authorization one : tx.authorizations()) {
        list.add(RpcTransactionWriter.authorization(one));
      }
    }
  }
}
