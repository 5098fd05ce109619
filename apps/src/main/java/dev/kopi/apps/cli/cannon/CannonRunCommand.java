package dev.kopi.apps.cli.cannon;

import dev.kopi.adapters.cannon.SymbolTable;
import dev.kopi.adapters.cannon.jit.RegionCompiler;
import dev.kopi.adapters.cannon.server.ServerProcess;
import dev.kopi.adapters.json.Json;
import dev.kopi.apps.cli.error.CommandFailed;
import dev.kopi.apps.cli.error.WrongUsage;
import dev.kopi.core.cannon.machine.Machine;
import dev.kopi.core.cannon.machine.MachineException;
import dev.kopi.core.cannon.machine.MachineState;
import dev.kopi.core.cannon.machine.Statistics;
import dev.kopi.core.cannon.machine.StepProof;
import dev.kopi.core.cannon.version.MipsContract;
import dev.kopi.core.primitives.DecodeException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ObjectNode;

/** {@code kopi cannon run}: steps, proofs and snapshots. */
@Command(
    name = "run",
    description = {
      "Runs a program from a state on, and writes proofs of steps and snapshots.",
      "Patterns of steps: never, always, =STEP, or %%INTERVAL.",
      "Behind -- stands the command of a pre-image server, which is given descriptors 3 to 6."
    },
    mixinStandardHelpOptions = true)
final class CannonRunCommand implements Callable<Integer> {
  /** Steps between looks at the clock. */
  private static final long SLICE = 5_000_000;

  @Option(names = "--input", required = true, paramLabel = "FILE", description = "The state.")
  private String input = "";

  @Option(
      names = "--output",
      paramLabel = "FILE",
      description = "Where to write the last state; nothing if empty. Default: out.bin.gz.")
  private String output = "out.bin.gz";

  @Option(
      names = "--proof-at",
      paramLabel = "PATTERN",
      converter = StepPattern.Converter.class,
      description = "At which steps to write a proof.")
  private StepPattern proofAt = StepPattern.NEVER;

  @Option(
      names = "--proof-fmt",
      paramLabel = "NAME",
      description = "Names of proofs; %%d is the step. Default: proof-%%d.json.")
  private String proofFormat = "proof-%d.json";

  @Option(
      names = "--snapshot-at",
      paramLabel = "PATTERN",
      converter = StepPattern.Converter.class,
      description = "At which steps to write the state.")
  private StepPattern snapshotAt = StepPattern.NEVER;

  @Option(
      names = "--snapshot-fmt",
      paramLabel = "NAME",
      description = "Names of snapshots; %%d is the step. Default: state-%%d.bin.gz.")
  private String snapshotFormat = "state-%d.bin.gz";

  @Option(
      names = "--stop-at",
      paramLabel = "PATTERN",
      converter = StepPattern.Converter.class,
      description = "At which step to stop.")
  private StepPattern stopAt = StepPattern.NEVER;

  @Option(
      names = "--stop-at-preimage",
      paramLabel = "KEY",
      description = "Stop after a read of a pre-image: PREFIX[@OFFSET[@STEP]], the prefix in hex.")
  private @Nullable String stopAtPreimage;

  @Option(
      names = "--stop-at-preimage-type",
      paramLabel = "TYPE",
      description = "The same by type: local, keccak, sha256, blob, precompile or any.")
  private @Nullable String stopAtPreimageType;

  @Option(
      names = "--stop-at-preimage-larger-than",
      paramLabel = "BYTES",
      description = "The same by size.")
  private long stopAtLarger;

  @Option(
      names = "--meta",
      paramLabel = "FILE",
      description = "Symbols of the program, as load-elf writes them. Default: meta.json.")
  private String meta = "meta.json";

  @Option(
      names = "--info-at",
      paramLabel = "PATTERN",
      converter = StepPattern.Converter.class,
      description = "At which steps to report.")
  private StepPattern infoAt = new StepPattern(0, 1_000_000_000);

  @Option(names = "--debug", description = "Name the functions where a run fails.")
  private boolean debug;

  @Option(
      names = "--debug-info",
      paramLabel = "FILE",
      description = "Where to write what was counted.")
  private String debugInfo = "";

  @Option(
      names = "--pprof.cpu",
      description = "Accepted without effect: use jcmd PID JFR.start instead.")
  private boolean profile;

  @Option(
      names = "--mips-contract",
      paramLabel = "VERSION",
      description = "Which contract a 32-bit run follows, 1.0.1 or 1.1.0. Default: 1.1.0.")
  private String contract = "1.1.0";

  @Option(names = "--interpret", description = "Do not compile hot code.")
  private boolean interpret;

  @Option(
      names = "--server-timeout",
      paramLabel = "DURATION",
      description = "The longest that a request to the server may take. Default: 10m.")
  private Duration serverTimeout = Duration.ofMinutes(10);

  @Parameters(paramLabel = "-- COMMAND", arity = "0..*", description = "The pre-image server.")
  private List<String> server = List.of();

  @Override
  public Integer call() throws IOException {
    requireBinary("--output", output);
    requireBinary("--snapshot-fmt", snapshotFormat);
    MipsContract revision =
        switch (contract) {
          case "1.0.1" -> MipsContract.V1_0_1;
          case "1.1.0" -> MipsContract.V1_1_0;
          default -> throw new WrongUsage("--mips-contract must be 1.0.1 or 1.1.0: " + contract);
        };
    if (debug && meta.isEmpty()) {
      throw new WrongUsage("--debug needs --meta");
    }
    PreimageStop preimageStop = PreimageStop.of(stopAtPreimage, stopAtPreimageType, stopAtLarger);
    SymbolTable symbols = symbols();
    MachineState state = CannonFiles.readState(input);
    try (ServerProcess started =
        server.isEmpty() ? null : ServerProcess.start(server, serverTimeout)) {
      Machine machine =
          new Machine(
              state,
              new ServedHost(started),
              revision,
              interpret ? null : RegionCompiler.inBackground());
      run(machine, symbols, preimageStop);
      CannonFiles.writeState(output, state);
      CannonFiles.writeJson(debugInfo, counted(machine));
    } catch (DecodeException e) {
      throw new CommandFailed(String.valueOf(e.getMessage()), e);
    }
    return 0;
  }

  private static void requireBinary(String option, String name) {
    if (!name.isEmpty() && !name.equals("-") && !name.matches(".*\\.bin(\\.gz)?")) {
      throw new WrongUsage(option + " must end in .bin or .bin.gz: " + name);
    }
  }

  private SymbolTable symbols() throws IOException {
    try {
      return meta.isEmpty() ? SymbolTable.empty() : SymbolTable.read(Path.of(meta));
    } catch (DecodeException e) {
      throw new CommandFailed(meta + ": " + e.getMessage(), e);
    }
  }

  private void run(Machine machine, SymbolTable symbols, PreimageStop preimageStop)
      throws IOException {
    MachineState state = machine.state();
    RunProgress progress = new RunProgress(state, symbols);
    try {
      while (!state.exited()) {
        long step = state.step();
        if (infoAt.matches(step)) {
          progress.report();
        }
        if (stopAt.matches(step)) {
          break;
        }
        if (snapshotAt.matches(step)) {
          CannonFiles.writeState(CannonFiles.name(snapshotFormat, step), state);
        }
        StepProof.Preimage read = advance(machine, preimageStop.isSet());
        if (read != null && preimageStop.matches(read, state.step() - 1)) {
          break;
        }
        progress.show();
      }
    } catch (MachineException e) {
      throw new CommandFailed(e.getMessage() + where(state, symbols), e);
    } finally {
      progress.end();
    }
    progress.stopped();
  }

  private String where(MachineState state, SymbolTable symbols) {
    if (!debug) {
      return "";
    }
    long caller = state.thread().register(31);
    return " in " + symbols.name(state.thread().pc()) + ", called by " + symbols.name(caller);
  }

  private StepProof.@Nullable Preimage advance(Machine machine, boolean untilRead)
      throws IOException {
    long step = machine.state().step();
    if (proofAt.matches(step)) {
      StepProof proof = machine.prove();
      CannonFiles.writeJson(CannonFiles.name(proofFormat, step), CannonFiles.proof(proof));
      return proof.preimage();
    }
    long until = step + SLICE;
    for (StepPattern pattern : List.of(proofAt, snapshotAt, stopAt, infoAt)) {
      until = Math.min(until, pattern.next(step + 1));
    }
    if (untilRead) {
      return machine.runToRead(until);
    }
    machine.run(until);
    return null;
  }

  private static ObjectNode counted(Machine machine) {
    MachineState state = machine.state();
    Statistics counted = state.statistics();
    ObjectNode json = Json.object();
    json.put("pages", state.memory().pageCount());
    json.put("memory_used", "0x" + Long.toHexString(4096L * state.memory().pageCount()));
    json.put("num_preimage_requests", machine.preimageRequests());
    json.put("total_preimage_size", machine.preimageBytes());
    json.put("total_steps", state.step());
    json.put("instruction_cache_miss_count", 0);
    json.put("highest_icache_miss_pc", "0x0");
    json.put("rmw_success_count", counted.conditionalStores());
    json.put("rmw_fail_count", counted.failedConditionalStores());
    json.put("max_steps_between_ll_and_sc", counted.longestLink());
    json.put("reservation_invalidation_count", counted.lostReservations());
    json.put("forced_preemption_count", counted.forcedPreemptions());
    json.put("idle_step_count_thread_0", counted.idleSteps());
    return json;
  }
}
