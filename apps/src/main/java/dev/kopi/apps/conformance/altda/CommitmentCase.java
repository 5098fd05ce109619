package dev.kopi.apps.conformance.altda;

import dev.kopi.adapters.json.JsonFields;
import dev.kopi.apps.conformance.Comparison;
import dev.kopi.core.altda.Commitment;
import dev.kopi.core.altda.CommitmentType;
import dev.kopi.core.altda.ResolveCall;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.DecodeException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Commitments made, decoded and verified, and the call data of answers to challenges. */
final class CommitmentCase {
  private static final String OK = "ok";

  private CommitmentCase() {}

  /** The first difference from the recording; null when there is none. */
  static @Nullable String difference(JsonNode recorded) {
    String kind = JsonFields.text(recorded, "kind", null);
    return switch (kind) {
      case "make" -> made(recorded);
      case "decode" -> decoded(recorded);
      case "resolve-calldata" -> resolved(recorded);
      default -> "cases of the kind " + kind + " are not known";
    };
  }

  private static @Nullable String made(JsonNode recorded) {
    Bytes input = JsonFields.bytes(recorded, "input");
    Commitment commitment =
        "keccak".equals(JsonFields.text(recorded, "type", null))
            ? Commitment.keccak(input)
            : new Commitment(CommitmentType.GENERIC, input);
    String difference = form(recorded, commitment);
    if (difference == null) {
      difference = verdict("verifyInput", recorded, commitment.matches(input));
    }
    return difference != null
        ? difference
        : verdict(
            "verifyOther", recorded, commitment.matches(JsonFields.bytes(recorded, "otherInput")));
  }

  private static @Nullable String decoded(JsonNode recorded) {
    Commitment commitment;
    try {
      commitment = Commitment.decode(JsonFields.bytes(recorded, "raw"));
    } catch (DecodeException e) {
      return Comparison.of(
          "the result", JsonFields.text(recorded, "result", null), "invalid-commitment");
    }
    String difference = Comparison.of("the result", JsonFields.text(recorded, "result", null), OK);
    return difference != null ? difference : form(recorded, commitment);
  }

  private static @Nullable String form(JsonNode recorded, Commitment commitment) {
    String difference =
        Comparison.of(
            "the type",
            JsonFields.text(recorded, "type", null),
            commitment.type().name().toLowerCase(Locale.ROOT));
    if (difference == null) {
      difference =
          Comparison.of(
              "the encoded commitment", JsonFields.bytes(recorded, "encoded"), commitment.encode());
    }
    return difference != null
        ? difference
        : Comparison.of(
            "the data of the transaction",
            JsonFields.bytes(recorded, "txData"),
            commitment.transactionData());
  }

  private static @Nullable String verdict(String field, JsonNode recorded, boolean matches) {
    return Comparison.of(
        field, JsonFields.text(recorded, field, null), matches ? OK : "commitment-mismatch");
  }

  private static @Nullable String resolved(JsonNode recorded) {
    String result = JsonFields.text(recorded, "result", null);
    Bytes data;
    try {
      data = ResolveCall.data(JsonFields.bytes(recorded, "calldata"));
    } catch (DecodeException e) {
      return Comparison.of("the result", result, "error");
    }
    String difference = Comparison.of("the result", result, OK);
    return difference != null
        ? difference
        : Comparison.of("the data", JsonFields.bytes(recorded, "data"), data);
  }
}
