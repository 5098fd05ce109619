package dev.kopi.adapters.json.eth;

import dev.kopi.adapters.json.JsonFields;
import dev.kopi.core.chain.receipt.Log;
import dev.kopi.core.chain.receipt.Receipt;
import dev.kopi.core.chain.transaction.TransactionType;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.primitives.Hash;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Receipts as JSON-RPC returns them.
 *
 * @see <a
 *     href="https://github.com/ethereum/execution-apis/blob/main/src/schemas/receipt.yaml">Receipt
 *     schema</a>
 */
public final class ReceiptReader {
  private ReceiptReader() {}

  /**
   * Reads what consensus keeps of a receipt.
   *
   * @throws DecodeException when a field is missing or malformed
   */
  public static Receipt read(JsonNode json) {
    @Nullable Hash root = JsonFields.optionalHash(json, "root");
    return new Receipt(
        type(json),
        root,
        root == null && success(json),
        JsonFields.quantity(json, "cumulativeGasUsed"),
        JsonFields.list(json, "logs", ReceiptReader::log),
        JsonFields.optionalQuantity(json, "depositNonce"),
        JsonFields.optionalQuantity(json, "depositReceiptVersion"));
  }

  /** A list of receipts. */
  public static List<Receipt> readAll(JsonNode json) {
    return JsonFields.asList(json, "receipts", ReceiptReader::read);
  }

  /** A log. */
  public static Log log(JsonNode json) {
    List<Hash> topics = JsonFields.list(json, "topics", t -> JsonFields.asHash(t, "topic"));
    if (topics.size() > 4) {
      throw new DecodeException("log: " + topics.size() + " topics");
    }
    return new Log(JsonFields.address(json, "address"), topics, JsonFields.bytes(json, "data"));
  }

  private static boolean success(JsonNode json) {
    long status = JsonFields.quantity(json, "status");
    if (status != 0 && status != 1) {
      throw new DecodeException("receipt: a status is 0 or 1, found " + status);
    }
    return status == 1;
  }

  private static TransactionType type(JsonNode json) {
    Long code = JsonFields.optionalQuantity(json, "type");
    if (code == null) {
      return TransactionType.LEGACY;
    }
    for (TransactionType type : TransactionType.values()) {
      if (type.code() == code) {
        return type;
      }
    }
    throw new DecodeException("receipt: type " + code + " is not known");
  }
}
