package dev.kopi.apps.wallet;

import dev.kopi.adapters.rpc.RpcException;
import dev.kopi.core.abi.AbiEncoder;
import dev.kopi.core.abi.AbiReader;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.DecodeException;
import java.nio.charset.StandardCharsets;
import tools.jackson.databind.JsonNode;

/** The reason of a reverted call. */
public final class Reverts {
  private static final Bytes ERROR = AbiEncoder.selector("Error(string)");

  private Reverts() {}

  /**
   * The text of {@code Error(string)}, else the node's message with the start of the revert data.
   */
  public static String explain(RpcException failure) {
    JsonNode data = failure.data();
    if (data != null && data.isString()) {
      try {
        Bytes revert = Bytes.fromHex(data.asString());
        if (revert.size() > 4 && revert.slice(0, 4).equals(ERROR)) {
          byte[] reason = AbiReader.ofCall(revert).bytes(0).toArray();
          return new String(reason, StandardCharsets.UTF_8);
        }
        if (revert.size() >= 4) {
          return failure.text() + " " + revert.slice(0, Math.min(revert.size(), 36)).toHex();
        }
      } catch (DecodeException e) {
        return failure.text();
      }
    }
    return failure.text();
  }
}
