package dev.kopi.apps.derive;

import dev.kopi.adapters.json.JsonFields;
import dev.kopi.core.chain.block.Block;
import dev.kopi.core.chain.block.Header;
import dev.kopi.core.chain.block.HeaderCodec;
import dev.kopi.core.chain.transaction.TransactionEnvelope;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.rollup.BlockId;
import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * A block of the final safe chain, as it was recorded.
 *
 * @param block header and transactions
 * @param hash the block's hash, as recorded beside the header
 * @param l1Origin the L1 block that its epoch begins with
 * @param sequenceNumber its place within the epoch
 * @param receipts the receipts' encodings
 * @param derivedFrom the L1 block that completed its data
 */
record RecordedL2Block(
    Block block,
    Hash hash,
    BlockId l1Origin,
    long sequenceNumber,
    List<Bytes> receipts,
    BlockId derivedFrom) {
  RecordedL2Block {
    receipts = List.copyOf(receipts);
  }

  static RecordedL2Block read(JsonNode json) {
    Header header = HeaderCodec.decode(JsonFields.bytes(json, "headerRlp"));
    List<TransactionEnvelope> transactions =
        JsonFields.list(
            json,
            "transactions",
            tx -> TransactionEnvelope.decode(JsonFields.asBytes(tx, "transaction")));
    boolean withdrawals = header.withdrawalsRoot() != null;
    return new RecordedL2Block(
        new Block(header, transactions, List.of(), withdrawals ? List.of() : null),
        JsonFields.hash(json, "hash"),
        blockId(JsonFields.required(json, "l1Origin")),
        JsonFields.number(json, "sequenceNumber"),
        JsonFields.list(json, "receipts", receipt -> JsonFields.asBytes(receipt, "receipt")),
        new BlockId(
            JsonFields.hash(json, "derivedFromL1Hash"), JsonFields.number(json, "derivedFromL1")));
  }

  static BlockId blockId(JsonNode json) {
    return new BlockId(JsonFields.hash(json, "hash"), JsonFields.number(json, "number"));
  }
}
