package dev.kopi.apps.derive;

import dev.kopi.adapters.json.JsonFields;
import dev.kopi.core.chain.Header;
import dev.kopi.core.chain.HeaderCodec;
import dev.kopi.core.chain.Receipt;
import dev.kopi.core.chain.ReceiptCodec;
import dev.kopi.core.chain.TransactionEnvelope;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.rollup.L1BlockRef;
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
  private static final int BLOB_SIZE = 131_072;

  static RecordedL1Block read(JsonNode json) {
    Header header = HeaderCodec.decode(JsonFields.bytes(json, "headerRlp"));
    Hash hash = JsonFields.hash(json, "hash");
    if (!header.hash().equals(hash)) {
      throw new DecodeException("L1 block " + header.number() + " does not have hash " + hash);
    }
    Map<Hash, Bytes> blobs = new HashMap<>();
    for (Map.Entry<String, JsonNode> entry : JsonFields.required(json, "blobs").properties()) {
      byte[] blob = new byte[BLOB_SIZE];
      Bytes trimmed = JsonFields.asBytes(entry.getValue(), "blob");
      trimmed.copyTo(0, blob, 0, trimmed.size());
      blobs.put(Hash.fromHex(entry.getKey()), Bytes.wrap(blob));
    }
    return new RecordedL1Block(
        header,
        hash,
        JsonFields.list(
            json,
            "transactions",
            tx -> TransactionEnvelope.decode(JsonFields.asBytes(tx, "transaction"))),
        JsonFields.list(
            json, "receipts", r -> ReceiptCodec.decode(JsonFields.asBytes(r, "receipt"))),
        blobs);
  }

  L1BlockRef ref() {
    return new L1BlockRef(hash, header.number(), header.parentHash(), header.timestampSeconds());
  }
}
