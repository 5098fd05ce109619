package dev.kopi.adapters.json.eth;

import dev.kopi.adapters.json.Json;
import dev.kopi.adapters.json.JsonValues;
import dev.kopi.core.chain.block.Block;
import dev.kopi.core.chain.receipt.Log;
import dev.kopi.core.chain.receipt.Receipt;
import dev.kopi.core.chain.transaction.Transaction;
import dev.kopi.core.chain.transaction.TransactionEnvelope;
import dev.kopi.core.evm.call.ContractAddress;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Hash;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Receipts and logs as JSON-RPC returns them. The caller adds the fields of a rollup. */
public final class RpcReceiptWriter {
  private RpcReceiptWriter() {}

  /**
   * A transaction's receipt.
   *
   * @param receipts those of the whole block
   * @param index the transaction's place in it
   */
  public static ObjectNode receipt(
      Block block, List<Receipt> receipts, int index, @Nullable Address sender) {
    TransactionEnvelope envelope = block.transactions().get(index);
    Transaction tx = envelope.transaction();
    Receipt receipt = receipts.get(index);
    long before = index == 0 ? 0 : receipts.get(index - 1).cumulativeGasUsed();
    ObjectNode json = Json.object();
    json.set("blockHash", JsonValues.data(block.hash()));
    json.set("blockNumber", JsonValues.quantity(block.number()));
    json.set("contractAddress", JsonValues.dataOrNull(created(tx, receipt, sender)));
    json.set("cumulativeGasUsed", JsonValues.quantity(receipt.cumulativeGasUsed()));
    json.set(
        "effectiveGasPrice",
        JsonValues.quantity(RpcTransactionWriter.gasPrice(tx, block.header().baseFeePerGas())));
    json.set("from", JsonValues.dataOrNull(sender));
    json.set("gasUsed", JsonValues.quantity(receipt.cumulativeGasUsed() - before));
    ArrayNode logs = Json.array();
    int first = firstLog(receipts, index);
    for (int i = 0; i < receipt.logs().size(); i++) {
      logs.add(log(block, index, first + i, receipt.logs().get(i), false));
    }
    json.set("logs", logs);
    json.set("logsBloom", JsonValues.data(receipt.bloom()));
    if (receipt.postState() != null) {
      json.set("root", JsonValues.data(receipt.postState()));
    } else {
      json.put("status", receipt.success() ? "0x1" : "0x0");
    }
    json.set("to", JsonValues.dataOrNull(tx.to()));
    json.set("transactionHash", JsonValues.data(envelope.hash()));
    json.set("transactionIndex", JsonValues.quantity(index));
    json.set("type", JsonValues.quantity(tx.type().code()));
    if (receipt.depositNonce() != null) {
      json.set("depositNonce", JsonValues.quantity(receipt.depositNonce()));
    }
    if (receipt.depositReceiptVersion() != null) {
      json.set("depositReceiptVersion", JsonValues.quantity(receipt.depositReceiptVersion()));
    }
    return json;
  }

  private static @Nullable Address created(
      Transaction tx, Receipt receipt, @Nullable Address sender) {
    if (tx.to() != null || sender == null) {
      return null;
    }
    Long depositNonce = receipt.depositNonce();
    return ContractAddress.create(sender, depositNonce == null ? tx.nonce() : depositNonce);
  }

  /** The place of a transaction's first log in its block. */
  public static int firstLog(List<Receipt> receipts, int index) {
    int first = 0;
    for (int i = 0; i < index; i++) {
      first += receipts.get(i).logs().size();
    }
    return first;
  }

  /**
   * A log.
   *
   * @param transactionIndex the place of its transaction in the block
   * @param logIndex its own place in the block
   * @param removed whether the block is no longer canonical
   */
  public static ObjectNode log(
      Block block, int transactionIndex, int logIndex, Log log, boolean removed) {
    Hash transaction = block.transactions().get(transactionIndex).hash();
    ObjectNode json = Json.object();
    json.set("address", JsonValues.data(log.address()));
    ArrayNode topics = Json.array();
    log.topics().forEach(topic -> topics.add(topic.toHex()));
    json.set("topics", topics);
    json.set("data", JsonValues.data(log.data()));
    json.set("blockHash", JsonValues.data(block.hash()));
    json.set("blockNumber", JsonValues.quantity(block.number()));
    json.set("blockTimestamp", JsonValues.quantity(block.header().timestampSeconds()));
    json.set("transactionHash", JsonValues.data(transaction));
    json.set("transactionIndex", JsonValues.quantity(transactionIndex));
    json.set("logIndex", JsonValues.quantity(logIndex));
    json.put("removed", removed);
    return json;
  }
}
