package dev.kopi.adapters.json.eth;

import dev.kopi.adapters.json.JsonBuffer;
import dev.kopi.adapters.json.JsonBuffer.Name;
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
import tools.jackson.databind.JsonNode;

/** Receipts and logs as JSON-RPC returns them. The caller adds the fields of a rollup. */
public final class RpcReceiptWriter {
  private static final int LOG_BYTES = 640;

  private static final Name ADDRESS = new Name("address");
  private static final Name BLOCK_HASH = new Name("blockHash");
  private static final Name BLOCK_NUMBER = new Name("blockNumber");
  private static final Name BLOCK_TIMESTAMP = new Name("blockTimestamp");
  private static final Name CONTRACT_ADDRESS = new Name("contractAddress");
  private static final Name CUMULATIVE_GAS_USED = new Name("cumulativeGasUsed");
  private static final Name DATA = new Name("data");
  private static final Name DEPOSIT_NONCE = new Name("depositNonce");
  private static final Name DEPOSIT_RECEIPT_VERSION = new Name("depositReceiptVersion");
  private static final Name EFFECTIVE_GAS_PRICE = new Name("effectiveGasPrice");
  private static final Name FROM = new Name("from");
  private static final Name GAS_USED = new Name("gasUsed");
  private static final Name LOGS = new Name("logs");
  private static final Name LOGS_BLOOM = new Name("logsBloom");
  private static final Name LOG_INDEX = new Name("logIndex");
  private static final Name REMOVED = new Name("removed");
  private static final Name ROOT = new Name("root");
  private static final Name STATUS = new Name("status");
  private static final Name TO = new Name("to");
  private static final Name TOPICS = new Name("topics");
  private static final Name TRANSACTION_HASH = new Name("transactionHash");
  private static final Name TRANSACTION_INDEX = new Name("transactionIndex");
  private static final Name TYPE = new Name("type");

  private RpcReceiptWriter() {}

  /**
   * The fields of a transaction's receipt, within an object that the caller begins and ends.
   *
   * @param receipts those of the whole block
   * @param index the transaction's place in it
   * @param firstLog the place of its first log in the block
   */
  public static void fields(
      JsonBuffer out,
      Block block,
      List<Receipt> receipts,
      int index,
      int firstLog,
      @Nullable Address sender) {
    TransactionEnvelope envelope = block.transactions().get(index);
    Transaction tx = envelope.transaction();
    Receipt receipt = receipts.get(index);
    long before = index == 0 ? 0 : receipts.get(index - 1).cumulativeGasUsed();
    out.name(BLOCK_HASH).data(block.hash());
    out.name(BLOCK_NUMBER).quantity(block.number());
    out.name(CONTRACT_ADDRESS).dataOrNull(created(tx, receipt, sender));
    out.name(CUMULATIVE_GAS_USED).quantity(receipt.cumulativeGasUsed());
    out.name(EFFECTIVE_GAS_PRICE)
        .quantity(RpcTransactionWriter.gasPrice(tx, block.header().baseFeePerGas()));
    out.name(FROM).dataOrNull(sender);
    out.name(GAS_USED).quantity(receipt.cumulativeGasUsed() - before);
    out.name(LOGS).beginArray();
    for (int i = 0; i < receipt.logs().size(); i++) {
      log(out, block, index, firstLog + i, receipt.logs().get(i), false);
    }
    out.endArray();
    out.name(LOGS_BLOOM).data(receipt.bloom());
    if (receipt.postState() != null) {
      out.name(ROOT).data(receipt.postState());
    } else {
      out.name(STATUS).quantity(receipt.success() ? 1 : 0);
    }
    out.name(TO).dataOrNull(tx.to());
    out.name(TRANSACTION_HASH).data(envelope.hash());
    out.name(TRANSACTION_INDEX).quantity(index);
    out.name(TYPE).quantity(tx.type().code());
    if (receipt.depositNonce() != null) {
      out.name(DEPOSIT_NONCE).quantity(receipt.depositNonce());
    }
    if (receipt.depositReceiptVersion() != null) {
      out.name(DEPOSIT_RECEIPT_VERSION).quantity(receipt.depositReceiptVersion());
    }
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
  public static JsonNode log(
      Block block, int transactionIndex, int logIndex, Log log, boolean removed) {
    JsonBuffer out = new JsonBuffer(LOG_BYTES + 2L * log.data().size());
    log(out, block, transactionIndex, logIndex, log, removed);
    return out.toOpaqueNode();
  }

  private static void log(
      JsonBuffer out, Block block, int transactionIndex, int logIndex, Log log, boolean removed) {
    out.beginObject();
    out.name(ADDRESS).data(log.address());
    out.name(TOPICS).beginArray();
    for (Hash topic : log.topics()) {
      out.data(topic);
    }
    out.endArray();
    out.name(DATA).data(log.data());
    out.name(BLOCK_HASH).data(block.hash());
    out.name(BLOCK_NUMBER).quantity(block.number());
    out.name(BLOCK_TIMESTAMP).quantity(block.header().timestampSeconds());
    out.name(TRANSACTION_HASH).data(block.transactions().get(transactionIndex).hash());
    out.name(TRANSACTION_INDEX).quantity(transactionIndex);
    out.name(LOG_INDEX).quantity(logIndex);
    out.name(REMOVED).bool(removed);
    out.endObject();
  }
}
