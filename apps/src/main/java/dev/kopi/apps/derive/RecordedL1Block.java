package dev.kopi.apps.derive;

import dev.kopi.adapters.json.JsonFields;
import dev.kopi.core.chain.block.Header;
import dev.kopi.core.chain.block.HeaderCodec;
import dev.kopi.core.chain.receipt.Receipt;
import dev.kopi.core.chain.receipt.ReceiptCodec;
import dev.kopi.core.chain.transaction.TransactionEnvelope;
import dev.kopi.core.crypto.Kzg;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.rollup.L1BlockRef;
import dev.kopi.core.trie.OrderedTrie;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** An L1 block of a recording, with its receipts and the blobs that it refers to. */
record RecordedL1Block(
    Header header,
    Hash hash,
    List<TransactionEnvelope> transactions,
    List<Receipt> receipts,
    Map<Hash, Bytes> blobs) {

  /** Reads the header alone. */
  static Header header(JsonNode json) {
    Header header = HeaderCodec.decode(JsonFields.bytes(json, "headerRlp"));
    Hash hash = JsonFields.hash(json, "hash");
    if (!header.hash().equals(hash)) {
      throw new DecodeException("its header does not have the hash " + hash);
    }
    return header;
  }

  static RecordedL1Block read(JsonNode json) {
    Header header = header(json);
    List<Bytes> transactions = encodings(json, "transactions");
    List<Bytes> receipts = encodings(json, "receipts");
    if (!OrderedTrie.root(transactions).equals(header.transactionsRoot())) {
      throw new DecodeException("its transactions do not belong to its header");
    }
    if (!OrderedTrie.root(receipts).equals(header.receiptsRoot())) {
      throw new DecodeException("its receipts do not belong to its header");
    }
    return new RecordedL1Block(
        header,
        header.hash(),
        transactions.stream().map(TransactionEnvelope::decode).toList(),
        receipts.stream().map(ReceiptCodec::decode).toList(),
        blobs(JsonFields.required(json, "blobs")));
  }

  private static List<Bytes> encodings(JsonNode json, String name) {
    return JsonFields.list(json, name, item -> JsonFields.asBytes(item, name));
  }

  /** Blobs by their hash; zeros at the end are left out. */
  private static Map<Hash, Bytes> blobs(JsonNode json) {
    Map<Hash, Bytes> blobs = new HashMap<>();
    for (Map.Entry<String, JsonNode> entry : json.properties()) {
      byte[] blob = new byte[Kzg.BLOB_BYTES];
      Bytes trimmed = JsonFields.asBytes(entry.getValue(), "blobs");
      if (trimmed.size() > Kzg.BLOB_BYTES) {
        throw new DecodeException("a blob of " + trimmed.size() + " bytes");
      }
      trimmed.copyTo(0, blob, 0, trimmed.size());
      blobs.put(Hash.fromHex(entry.getKey()), Bytes.wrap(blob));
    }
    return blobs;
  }

  L1BlockRef ref() {
    return new L1BlockRef(hash, header.number(), header.parentHash(), header.timestampSeconds());
  }
}
