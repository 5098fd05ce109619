package dev.kopi.apps.conformance.altda;

import dev.kopi.adapters.json.JsonFields;
import dev.kopi.apps.conformance.Comparison;
import dev.kopi.core.altda.AltDaManager;
import dev.kopi.core.derivation.CriticalException;
import dev.kopi.core.derivation.ResetException;
import dev.kopi.core.derivation.TemporaryException;
import dev.kopi.core.derivation.source.AltDaInputs.Input;
import dev.kopi.core.derivation.source.AltDaInputs.Reason;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.rollup.L1BlockRef;
import dev.kopi.core.rollup.RollupConfig.AltDaConfig;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Operations on one manager, whose results and state were recorded. */
final class ScenarioCase {
  private final JsonNode scenario;
  private final ScenarioL1 l1;
  private final AltDaManager manager;

  ScenarioCase(JsonNode scenario) {
    this.scenario = scenario;
    this.l1 = new ScenarioL1(JsonFields.required(scenario, "l1Blocks"));
    boolean generic = "generic".equals(JsonFields.text(scenario, "commitmentType", null));
    AltDaConfig config =
        new AltDaConfig(
            generic ? null : JsonFields.address(scenario, "contract"),
            generic,
            JsonFields.number(scenario, "challengeWindow"),
            JsonFields.number(scenario, "resolveWindow"));
    ScenarioStorage storage = new ScenarioStorage(JsonFields.required(scenario, "commitments"));
    this.manager = new AltDaManager(config, l1, storage);
  }

  /** The first difference from the recording; null when there is none. */
  @Nullable String difference() {
    int index = 0;
    for (JsonNode operation : JsonFields.required(scenario, "operations")) {
      String difference = difference(operation);
      if (difference != null) {
        return "operation " + index + ": " + difference;
      }
      index++;
    }
    return null;
  }

  private @Nullable String difference(JsonNode operation) {
    Outcome made;
    try {
      made = run(operation);
    } catch (ResetException e) {
      made = new Outcome("reorg-required", null, null);
    } catch (TemporaryException e) {
      made = new Outcome("l1-block-not-found", null, null);
    } catch (CriticalException e) {
      made = new Outcome("missing-past-window", null, null);
    }
    String difference =
        Comparison.of("the result", JsonFields.text(operation, "result", null), made.result());
    if (difference == null && made.data() != null) {
      difference = Comparison.of("the data", JsonFields.bytes(operation, "data"), made.data());
    }
    if (difference == null && made.signalled() != null) {
      difference =
          Comparison.of(
              "the final L1 block", JsonFields.number(operation, "signalled"), made.signalled());
    }
    return difference != null
        ? difference
        : ScenarioState.difference(JsonFields.required(operation, "state"), manager.state());
  }

  private record Outcome(String result, @Nullable Bytes data, @Nullable Long signalled) {
    private static Outcome of(String result) {
      return new Outcome(result, null, null);
    }
  }

  private Outcome run(JsonNode operation) {
    L1BlockRef block = l1.block(JsonFields.number(operation, "block"));
    String name = JsonFields.text(operation, "op", null);
    switch (name) {
      case "reset" -> {
        manager.reset(block);
        return Outcome.of("done");
      }
      case "advance" -> {
        manager.advance(block.id());
        return Outcome.of("ok");
      }
      case "finalize" -> {
        L1BlockRef head = manager.finalizeTo(block);
        return new Outcome("ok", null, head == null ? 0 : head.number());
      }
      case "input" -> {
        return outcome(manager.input(JsonFields.bytes(operation, "commitment"), block));
      }
      default -> throw new DecodeException("an operation " + name + " is not known");
    }
  }

  private static Outcome outcome(Input input) {
    return switch (input) {
      case Input.Found found -> new Outcome("ok", found.data(), null);
      case Input.Pending pending -> Outcome.of("pending-challenge");
      case Input.Skipped skipped ->
          Outcome.of(
              skipped.reason() == Reason.CHALLENGE_EXPIRED
                  ? "expired-challenge"
                  : "commitment-type-mismatch");
    };
  }
}
