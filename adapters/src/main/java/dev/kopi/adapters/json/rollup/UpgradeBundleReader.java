package dev.kopi.adapters.json.rollup;

import dev.kopi.adapters.json.JsonFields;
import dev.kopi.core.chain.spec.OpFork;
import dev.kopi.core.chain.transaction.Transaction;
import dev.kopi.core.derivation.attributes.NetworkUpgrades;
import dev.kopi.core.derivation.attributes.UpgradeTransactions.Upgrade;
import dev.kopi.core.primitives.DecodeException;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** Bundles of upgrade transactions, as forks from Karst on come with them. */
public final class UpgradeBundleReader {
  private static final String VERSION = "1.0.0";

  private UpgradeBundleReader() {}

  /**
   * Reads a bundle.
   *
   * @throws DecodeException when a field is missing or malformed, or the version is another one
   */
  public static Upgrade read(OpFork fork, JsonNode json) {
    JsonNode metadata = JsonFields.required(json, "metadata");
    String version = JsonFields.text(JsonFields.required(metadata, "version"), "version");
    if (!version.equals(VERSION)) {
      throw new DecodeException("upgrade bundle: version " + version + " is not known");
    }
    List<Transaction.Deposit> transactions = new ArrayList<>();
    long gas = 0;
    for (JsonNode item : JsonFields.list(json, "transactions", tx -> tx)) {
      String intent = JsonFields.text(JsonFields.required(item, "intent"), "intent");
      if (intent.isEmpty()) {
        throw new DecodeException("upgrade bundle: a transaction without intent");
      }
      long gasLimit = JsonFields.number(item, "gasLimit");
      gas = Math.addExact(gas, gasLimit);
      transactions.add(
          NetworkUpgrades.bundled(
              fork,
              transactions.size(),
              intent,
              JsonFields.address(item, "from"),
              JsonFields.optionalAddress(item, "to"),
              gasLimit,
              JsonFields.bytes(item, "data")));
    }
    return new Upgrade(transactions, gas);
  }
}
