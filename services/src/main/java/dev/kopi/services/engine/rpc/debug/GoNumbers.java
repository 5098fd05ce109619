package dev.kopi.services.engine.rpc.debug;

import dev.kopi.adapters.rpc.dispatch.GoValues;
import dev.kopi.core.primitives.DecodeException;
import tools.jackson.databind.JsonNode;

/** Numbers that go-ethereum reads as JSON numbers rather than as hex text, with Go's errors. */
final class GoNumbers {
  private GoNumbers() {}

  /** An unsigned number of 64 bits. */
  static long uint64(JsonNode node, String name) {
    if (!node.isIntegralNumber()
        || node.bigIntegerValue().signum() < 0
        || node.bigIntegerValue().bitLength() > 64) {
      throw unfit(node, "uint64");
    }
    return node.bigIntegerValue().longValue();
  }

  /** A signed number, which here has 32 bits: none is larger. */
  static int intValue(JsonNode node, String name) {
    if (!node.isIntegralNumber() || node.bigIntegerValue().bitLength() > 63) {
      throw unfit(node, "int");
    }
    return Math.clamp(node.longValue(), Integer.MIN_VALUE, Integer.MAX_VALUE);
  }

  private static DecodeException unfit(JsonNode node, String type) {
    String found = node.isNumber() ? "number " + node : GoValues.kind(node);
    return GoValues.mismatch(found, GoValues.VALUE, type);
  }
}
