package dev.kopi.apps.cli.cannon;

import dev.kopi.adapters.json.Json;
import dev.kopi.core.cannon.machine.MachineState;
import dev.kopi.core.cannon.machine.Witness;
import dev.kopi.core.primitives.Bytes;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.ObjectNode;

/** {@code kopi cannon witness}: the encoding of a state that the contract checks. */
@Command(
    name = "witness",
    description = "Prints the witness of a state and its hash, as JSON.",
    mixinStandardHelpOptions = true)
final class WitnessCommand implements Callable<Integer> {
  @Option(names = "--input", required = true, paramLabel = "FILE", description = "The state.")
  private String input = "";

  @Option(names = "--output", paramLabel = "FILE", description = "Write the witness to a file.")
  private String output = "";

  @Override
  public Integer call() throws IOException {
    MachineState state = CannonFiles.readState(input);
    Bytes witness = Witness.encode(state);
    CannonFiles.write(output, out -> out.write(witness.toArray()));
    ObjectNode json = Json.object();
    json.put("stateVersion", state.version().number());
    json.put("witnessHash", Witness.hash(state).toHex());
    json.put("witness", witness.toHex());
    json.put("step", state.step());
    json.put("exited", state.exited());
    json.put("exitCode", state.exitCode());
    CannonFiles.writeJson("-", json);
    return 0;
  }
}
