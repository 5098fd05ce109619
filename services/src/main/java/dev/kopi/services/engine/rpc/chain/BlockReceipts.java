package dev.kopi.services.engine.rpc.chain;

import dev.kopi.adapters.json.JsonBuffer;
import dev.kopi.adapters.json.eth.RpcReceiptWriter;
import dev.kopi.core.chain.block.Block;
import dev.kopi.core.chain.receipt.Receipt;
import dev.kopi.core.chain.spec.Rules;
import dev.kopi.core.chain.transaction.TransactionEnvelope;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.store.TransactionLocation;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Receipts as JSON, with the fields of a rollup on a rollup. */
public final class BlockReceipts {
  /** About how many bytes a receipt takes. */
  private static final int RECEIPT_BYTES = 1536;

  private final ChainView chain;

  /** The receipts of a chain. */
  public BlockReceipts(ChainView chain) {
    this.chain = chain;
  }

  /**
   * The receipts of a block, as a node that can only be written again.
   *
   * @param hashes of the transactions whose receipts are wanted; empty for all
   * @throws dev.kopi.adapters.rpc.RpcException when they are pruned
   */
  public JsonNode of(Block block, Set<Hash> hashes) {
    List<Receipt> receipts = chain.receipts(block);
    RollupReceipts rollup = new RollupReceipts(chain, block);
    Rules rules = chain.rules(block.header());
    int wanted = hashes.isEmpty() ? receipts.size() : Math.min(hashes.size(), receipts.size());
    JsonBuffer out = new JsonBuffer((long) RECEIPT_BYTES * wanted).beginArray();
    int firstLog = 0;
    for (int i = 0; i < receipts.size(); i++) {
      if (hashes.isEmpty() || hashes.contains(block.transactions().get(i).hash())) {
        write(out, block, receipts, i, firstLog, rules, rollup);
      }
      firstLog += receipts.get(i).logs().size();
    }
    return out.endArray().toOpaqueNode();
  }

  /** Whether a block has one of some transactions. */
  public static boolean hasAny(Block block, Set<Hash> hashes) {
    return block.transactions().stream().anyMatch(one -> hashes.contains(one.hash()));
  }

  /** The receipt of a transaction of the canonical chain, or null. */
  public @Nullable JsonNode ofTransaction(Hash hash) {
    TransactionLocation location = chain.store().transaction(hash);
    Block block = location == null ? null : chain.store().block(location.blockHash());
    if (block == null || location == null) {
      return null;
    }
    List<Receipt> receipts = chain.receipts(block);
    int index = location.index();
    JsonBuffer out = new JsonBuffer(RECEIPT_BYTES);
    write(
        out,
        block,
        receipts,
        index,
        RpcReceiptWriter.firstLog(receipts, index),
        chain.rules(block.header()),
        new RollupReceipts(chain, block));
    return out.toOpaqueNode();
  }

  private void write(
      JsonBuffer out,
      Block block,
      List<Receipt> receipts,
      int index,
      int firstLog,
      Rules rules,
      RollupReceipts rollup) {
    TransactionEnvelope envelope = block.transactions().get(index);
    out.beginObject();
    RpcReceiptWriter.fields(out, block, receipts, index, firstLog, chain.sender(envelope, rules));
    rollup.complete(out, envelope);
    out.endObject();
  }
}
