package dev.kopi.adapters.json.eth;

import dev.kopi.adapters.json.JsonFields;
import dev.kopi.core.chain.block.Block;
import dev.kopi.core.chain.block.Header;
import dev.kopi.core.chain.block.Withdrawal;
import dev.kopi.core.chain.transaction.TransactionEnvelope;
import dev.kopi.core.primitives.DecodeException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Blocks with full transactions as JSON-RPC returns them. Uncles are not part of the answer; since
 * the merge there are none.
 */
public final class BlockReader {
  private BlockReader() {}

  /**
   * Reads a block. The header's and every transaction's hash are checked; whether the lists have
   * the header's roots is left to the caller.
   *
   * @throws DecodeException when something is missing or malformed, or a hash does not fit
   */
  public static Block read(JsonNode json) {
    Header header = HeaderReader.read(json);
    List<TransactionEnvelope> transactions =
        JsonFields.list(json, "transactions", TransactionReader::read);
    @Nullable List<Withdrawal> withdrawals =
        JsonFields.optionalList(json, "withdrawals", BlockReader::withdrawal);
    return new Block(header, transactions, List.of(), withdrawals);
  }

  private static Withdrawal withdrawal(JsonNode json) {
    return new Withdrawal(
        JsonFields.quantity(json, "index"),
        JsonFields.quantity(json, "validatorIndex"),
        JsonFields.address(json, "address"),
        JsonFields.quantity(json, "amount"));
  }
}
