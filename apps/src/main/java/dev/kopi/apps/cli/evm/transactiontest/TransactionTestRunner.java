package dev.kopi.apps.cli.evm.transactiontest;

import dev.kopi.adapters.json.Json;
import dev.kopi.apps.cli.evm.fixture.TestForks;
import dev.kopi.apps.cli.evm.fixture.TestNumbers;
import dev.kopi.apps.cli.evm.fixture.TestResult;
import dev.kopi.core.chain.spec.Fork;
import dev.kopi.core.chain.spec.Rules;
import dev.kopi.core.chain.transaction.Transaction;
import dev.kopi.core.chain.transaction.TransactionEnvelope;
import dev.kopi.core.crypto.Crypto;
import dev.kopi.core.execution.transaction.IntrinsicGas;
import dev.kopi.core.execution.transaction.InvalidTransaction;
import dev.kopi.core.execution.transaction.SenderRecovery;
import dev.kopi.core.execution.transaction.TransactionRules;
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

  /** Runs every case of a file. */
  public List<TestResult> run(byte[] content) {
    List<TestResult> results = new ArrayList<>();
    for (Map.Entry<String, JsonNode> test : Json.parse(content).properties()) {
      JsonNode body = test.getValue();
      if (body.path("result").isObject() && body.has("txbytes")) {
        for (Map.Entry<String, JsonNode> fork : body.get("result").properties()) {
          results.add(run(test.getKey(), fork.getKey(), body, fork.getValue()));
        }
      }
    }
    return results;
  }

  private TestResult run(String name, String forkName, JsonNode body, JsonNode expected) {
    Fork fork = TestForks.byName(forkName);
    if (fork == null) {
      return TestResult.skipped(name, forkName, null, "the fork is not known");
    }
    Rules rules = new Rules(UInt256.ONE, fork, null, TestForks.blobs(forkName));
    String refused = null;
    String difference = null;
    try {
      Bytes bytes = TestNumbers.bytes(body.get("txbytes"));
      TransactionEnvelope envelope = TransactionEnvelope.decode(bytes);
      InvalidTransaction invalid = TransactionRules.validate(envelope.transaction(), rules);
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
    return TestResult.ran(name, forkName, judge(expected, refused, difference));
  }

  private static @Nullable String judge(
      JsonNode expected, @Nullable String refused, @Nullable String difference) {
    if (expected.hasNonNull("exception")) {
      return refused == null
          ? "was to be refused: " + expected.get("exception").asString("")
          : null;
    }
    return refused == null ? difference : "was refused: " + refused;
  }

  private static @Nullable String difference(
      TransactionEnvelope envelope, Address sender, Fork fork, JsonNode expected) {
    if (!envelope.hash().equals(TestNumbers.hash(expected.get("hash")))) {
      return "hash is " + envelope.hash();
    }
    if (!sender.equals(TestNumbers.address(expected.get("sender")))) {
      return "sender is " + sender;
    }
    Transaction transaction = envelope.transaction();
    long gas = IntrinsicGas.of(transaction, fork);
    return gas == TestNumbers.number64(expected.get("intrinsicGas"))
        ? null
        : "intrinsic gas is " + gas;
  }
}
