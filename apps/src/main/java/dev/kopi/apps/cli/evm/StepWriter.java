package dev.kopi.apps.cli.evm;

import dev.kopi.adapters.json.Json;
import dev.kopi.core.evm.Opcode;
import dev.kopi.core.evm.Step;
import dev.kopi.core.evm.Tracer;
import java.io.PrintWriter;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes each operation as a line of JSON.
 *
 * @see <a href="https://eips.ethereum.org/EIPS/eip-3155">EIP-3155</a>
 */
final class StepWriter implements Tracer {
  private final PrintWriter out;

  StepWriter(PrintWriter out) {
    this.out = out;
  }

  @Override
  public void step(Step step) {
    ObjectNode line = Json.object();
    line.put("pc", step.pc());
    line.put("op", step.opcode());
    line.put("gas", hex(step.gas()));
    line.put("gasCost", hex(step.gasCost()));
    line.put("memSize", step.memorySize());
    ArrayNode stack = line.putArray("stack");
    for (int i = 0; i < step.stackSize(); i++) {
      stack.add(step.stack(i).toHex());
    }
    line.put("depth", step.depth());
    line.put("refund", step.refund());
    line.put("opName", Opcode.name(step.opcode()));
    if (step.halt() != null) {
      line.put("error", step.halt().name());
    }
    out.println(Json.text(line));
  }

  private static String hex(long value) {
    return "0x" + Long.toHexString(value);
  }
}
