package dev.kopi.apps.cli.evm;

import dev.kopi.adapters.json.Json;
import dev.kopi.core.chain.BlobParams;
import dev.kopi.core.chain.Fork;
import dev.kopi.core.chain.Rules;
import dev.kopi.core.chain.Transaction;
import dev.kopi.core.chain.TransactionEnvelope;
import dev.kopi.core.crypto.Crypto;
import dev.kopi.core.execution.IntrinsicGas;
import dev.kopi.core.execution.InvalidTransaction;
import dev.kopi.core.execution.SenderRecovery;
import dev.kopi.core.execution.TransactionRules;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.primitives.UInt256;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Runs transaction tests: whether the bytes are a transaction that a block of a fork could hold,
 * and if so, who sent it, its hash and its intrinsic gas.
 */
public final class TransactionTestRunner {
  private final Crypto crypto;

  /** With these primitives. */
  public TransactionTestRunner(Crypto crypto) {
    this.crypto = crypto;
  }

  /**
   * How a case ended.
   *
   * @param name the test's name
   * @param fork the fork as the file names it
   * @param error what is wrong, or null when the test passed
   * @param skipped whether it was not run, for the reason in {@code error}
   */
  public record Result(String name, String fork, @Nullable String error, boolean skipped) {
    /** Whether all that the test expects holds. */
    public boolean passed() {
      return error == null;
    }
  }

  /** Runs every case of a file. */
  public List<Result> run(byte[] content) {
    List<Result> results = new ArrayList<>();
    for (Map.Entry<String, JsonNode> test : Json.parse(content).properties()) {
      JsonNode body = test.getValue();
      if (body.has("result") && body.has("txbytes")) {
        for (Map.Entry<String, JsonNode> fork : body.get("result").properties()) {
          results.add(run(test.getKey(), fork.getKey(), body, fork.getValue()));
        }
      }
    }
    return results;
  }

  private Result run(String name, String forkName, JsonNode body, JsonNode expected) {
    Fork fork = TestForks.byName(forkName);
    if (fork == null) {
      return new Result(name, forkName, "fork " + forkName + " is not known", true);
    }
    BlobParams blobs = null;
    if (fork.atLeast(Fork.CANCUN)) {
      blobs = fork.atLeast(Fork.PRAGUE) ? BlobParams.PRAGUE : BlobParams.CANCUN;
    }
    Rules rules = new Rules(UInt256.ONE, fork, null, blobs);
    String refused = null;
    String difference = null;
    try {
      Bytes bytes = Bytes.fromHex(body.get("txbytes").asString());
      TransactionEnvelope envelope = TransactionEnvelope.decode(bytes);
      InvalidTransaction invalid = TransactionRules.judge(envelope.transaction(), rules);
      Address sender = SenderRecovery.sender(crypto.secp256k1(), envelope, rules);
      if (invalid != null) {
        refused = invalid.name();
      } else if (sender == null) {
        refused = "the signature is not valid";
      } else {
        difference = difference(envelope, sender, fork, expected);
      }
    } catch (DecodeException e) {
      refused = String.valueOf(e.getMessage());
    }
    return new Result(name, forkName, judge(expected, refused, difference), false);
  }

  private static @Nullable String judge(
      JsonNode expected, @Nullable String refused, @Nullable String difference) {
    if (expected.has("exception")) {
      return refused == null ? "was to be refused: " + expected.get("exception").asString() : null;
    }
    return refused == null ? difference : "was refused: " + refused;
  }

  private static @Nullable String difference(
      TransactionEnvelope envelope, Address sender, Fork fork, JsonNode expected) {
    if (!envelope.hash().equals(TestNumbers.hash(expected.get("hash")))) {
      return "hash is " + envelope.hash();
    }
    if (!sender.equals(Address.fromHex(expected.get("sender").asString()))) {
      return "sender is " + sender;
    }
    Transaction transaction = envelope.transaction();
    long gas = IntrinsicGas.of(transaction, fork);
    return gas == TestNumbers.number64(expected.get("intrinsicGas"))
        ? null
        : "intrinsic gas is " + gas;
  }
}
