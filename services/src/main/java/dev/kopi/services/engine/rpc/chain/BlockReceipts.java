package dev.kopi.services.engine.rpc.chain;

import dev.kopi.adapters.json.Json;
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
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Receipts as JSON, with the fields of a rollup on a rollup. */
public final class BlockReceipts {
  private final ChainView chain;

  /** The receipts of a chain. */
  public BlockReceipts(ChainView chain) {
    this.chain = chain;
  }

  /**
   * The receipts of a block.
   *
   * @param hashes of the transactions whose receipts are wanted; empty for all
   * @throws dev.kopi.adapters.rpc.RpcException when they are pruned
   */
  public ArrayNode of(Block block, Set<Hash> hashes) {
    List<Receipt> receipts = chain.receipts(block);
    RollupReceipts rollup = new RollupReceipts(chain, block);
    Rules rules = chain.rules(block.header());
    ArrayNode out = Json.array();
    for (int i = 0; i < receipts.size(); i++) {
      if (hashes.isEmpty() || hashes.contains(block.transactions().get(i).hash())) {
        out.add(receipt(block, receipts, i, rules, rollup));
      }
    }
    return out;
  }

  /** The receipt of a transaction of the canonical chain, or null. */
  public @Nullable JsonNode ofTransaction(Hash hash) {
    TransactionLocation location = chain.store().transaction(hash);
    Block block = location == null ? null : chain.store().block(location.blockHash());
    if (block == null || location == null) {
      return null;
    }
    return receipt(
        block,
        chain.receipts(block),
        location.index(),
        chain.rules(block.header()),
        new RollupReceipts(chain, block));
  }

  private ObjectNode receipt(
      Block block, List<Receipt> receipts, int index, Rules rules, RollupReceipts rollup) {
    TransactionEnvelope envelope = block.transactions().get(index);
    ObjectNode json =
        RpcReceiptWriter.receipt(block, receipts, index, chain.sender(envelope, rules));
    rollup.complete(json, envelope);
    return json;
  }
}
