package dev.kopi.apps.conformance.solver;

import dev.kopi.adapters.json.JsonFields;
import dev.kopi.core.dispute.claim.Position;
import dev.kopi.core.dispute.solver.StepData;
import dev.kopi.core.dispute.solver.TraceProvider;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * A recorded trace of 2^depth states.
 *
 * @param absolutePrestate the state before the first
 * @param states the states
 * @param claims the claim of each
 */
record RecordedTrace(int depth, Bytes absolutePrestate, List<Bytes> states, List<Hash> claims)
    implements TraceProvider {
  static RecordedTrace read(JsonNode json) {
    return new RecordedTrace(
        JsonFields.required(json, "depth").intValue(),
        JsonFields.bytes(json, "absolutePrestate"),
        JsonFields.list(json, "states", node -> JsonFields.asBytes(node, "state")),
        JsonFields.list(json, "claims", node -> JsonFields.asHash(node, "claim")));
  }

  @Override
  public Hash value(Position position) {
    return claims.get((int) position.traceIndex(depth).toLongExact());
  }

  @Override
  public StepData step(Position position) {
    int index = (int) position.indexAtDepth().toLongExact();
    int before = index - 1;
    return new StepData(
        index == 0 ? absolutePrestate : states.get(before),
        oneByte(before),
        new StepData.PreimagePart(oneByte(index), oneByte(before), before & 0xffff_ffffL));
  }

  private static Bytes oneByte(int value) {
    return Bytes.wrap(new byte[] {(byte) value});
  }
}
