package dev.kopi.apps.conformance.cannon;

import static dev.kopi.apps.conformance.DifferenceException.equal;

import dev.kopi.adapters.cannon.jit.RegionCompiler;
import dev.kopi.adapters.json.Json;
import dev.kopi.adapters.json.JsonFields;
import dev.kopi.apps.conformance.CaseResult;
import dev.kopi.apps.conformance.DifferenceException;
import dev.kopi.core.cannon.code.CompiledTier;
import dev.kopi.core.cannon.loader.ProgramLoader;
import dev.kopi.core.cannon.machine.Fault;
import dev.kopi.core.cannon.machine.Machine;
import dev.kopi.core.cannon.machine.MachineException;
import dev.kopi.core.cannon.machine.MachineState;
import dev.kopi.core.cannon.machine.StepProof;
import dev.kopi.core.cannon.machine.Witness;
import dev.kopi.core.cannon.version.MipsContract;
import dev.kopi.core.cannon.version.StateVersion;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.primitives.Hash;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * One recorded run of the reference's VM: a program, its pre-images, state hashes and proofs on the
 * way, output and end. Replays it and stops at the first difference.
 */
public final class CannonCase {
  /** The file that makes a folder a case. */
  public static final String MARKER = "case.json.gz";

  private final Path folder;
  private final JsonNode recorded;
  private final @Nullable CompiledTier tier;
  private final RecordedHost host;
  private final Map<Long, Hash> hashes = new TreeMap<>();
  private final Map<Long, JsonNode> proofs = new HashMap<>();
  private final Map<Long, JsonNode> states = new HashMap<>();

  private CannonCase(Path folder, @Nullable CompiledTier tier) throws IOException {
    this.folder = folder;
    this.tier = tier;
    this.recorded = Json.parse(unzip(folder.resolve(MARKER)));
    this.host = new RecordedHost(preimages(folder));
  }

  /** Replays a case, interpreted and then compiled. */
  public static CaseResult run(Path folder) {
    String name = folder.getParent() == null ? "" : folder.getParent().getFileName() + "/";
    name += folder.getFileName();
    String error = replay(folder, null);
    if (error == null) {
      String compiled = replay(folder, RegionCompiler.atOnce());
      error = compiled == null ? null : "compiled: " + compiled;
    }
    return new CaseResult(name, error);
  }

  private static @Nullable String replay(Path folder, @Nullable CompiledTier tier) {
    try {
      new CannonCase(folder, tier).replay();
      return null;
    } catch (IOException | DecodeException | MachineException | DifferenceException e) {
      return String.valueOf(e.getMessage());
    }
  }

  private static byte[] unzip(Path file) throws IOException {
    try (GZIPInputStream in = new GZIPInputStream(Files.newInputStream(file))) {
      return in.readAllBytes();
    }
  }

  private static Map<Hash, Bytes> preimages(Path folder) throws IOException {
    Map<Hash, Bytes> values = new HashMap<>();
    Path file = folder.resolve("preimages.json.gz");
    if (Files.exists(file)) {
      Json.parse(unzip(file))
          .properties()
          .forEach(entry ->
              values.put(
                  Hash.fromHex(entry.getKey()), JsonFields.asBytes(entry.getValue(), "pre-image")));
    }
    return values;
  }

  private void replay() throws IOException {
    StateVersion version = StateVersion.of((int) number(recorded, "stateVersion"));
    MachineState state = ProgramLoader.load(version, unzip(folder.resolve("program.elf.gz")));
    JsonNode initial = JsonFields.required(recorded, "initial");
    equal("the initial witness", JsonFields.bytes(initial, "witness"), Witness.encode(state));
    equal("the initial hash", JsonFields.hash(initial, "hash"), Witness.hash(state));
    readExpectations();
    Machine machine = new Machine(state, host, MipsContract.V1_1_0, tier);
    JsonNode failure = JsonFields.optional(recorded, "vmFailure");
    long last = number(recorded, "steps");
    for (long step : checkpoints()) {
      if (step > state.step()) {
        machine.run(step);
      }
      check(machine, step);
    }
    if (failure == null) {
      machine.run(Long.MAX_VALUE);
      end(state, last);
    } else {
      fail(machine, failure);
    }
    output();
  }

  private void readExpectations() throws IOException {
    for (JsonNode pair : JsonFields.required(recorded, "stateHashes")) {
      hashes.put(pair.get(0).longValue(), JsonFields.asHash(pair.get(1), "state hash"));
    }
    for (JsonNode state : JsonFields.required(recorded, "states")) {
      states.put(number(state, "step"), state);
    }
    Path file = folder.resolve("proofs.jsonl.gz");
    try (BufferedReader in =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        JsonNode proof = Json.parse(line);
        proofs.put(number(proof, "step"), proof);
      }
    }
    int listed = JsonFields.required(recorded, "proofs").size();
    if (proofs.size() != listed) {
      throw new DecodeException(listed + " proofs are listed, " + proofs.size() + " are there");
    }
  }

  private TreeSet<Long> checkpoints() {
    TreeSet<Long> all = new TreeSet<>(hashes.keySet());
    all.addAll(proofs.keySet());
    all.addAll(states.keySet());
    return all;
  }

  private void check(Machine machine, long step) throws IOException {
    MachineState state = machine.state();
    equal("the step", step, state.step());
    Hash hash = hashes.get(step);
    if (hash != null) {
      equal("the state hash at step " + step, hash, Witness.hash(state));
    }
    JsonNode file = states.get(step);
    if (file != null) {
      new RecordedState(folder, file).check(state);
    }
    JsonNode proof = proofs.get(step);
    if (proof != null) {
      compare(proof, machine.prove());
    }
  }

  private static void compare(JsonNode recorded, StepProof made) {
    String at = " of the proof at step " + made.step();
    equal("pre" + at, JsonFields.hash(recorded, "pre"), made.preState());
    equal("state-data" + at, JsonFields.bytes(recorded, "state-data"), made.stateData());
    equal("proof-data" + at, JsonFields.bytes(recorded, "proof-data"), made.proofData());
    equal("post" + at, JsonFields.hash(recorded, "post"), made.postState());
    StepProof.Preimage preimage = made.preimage();
    JsonNode offset = JsonFields.optional(recorded, "oracle-offset");
    equal(
        "oracle-key" + at,
        JsonFields.optionalBytes(recorded, "oracle-key"),
        preimage == null ? null : preimage.key().toBytes());
    equal(
        "oracle-value" + at,
        JsonFields.optionalBytes(recorded, "oracle-value"),
        preimage == null ? null : preimage.value());
    equal(
        "oracle-offset" + at,
        offset == null ? 0L : offset.longValue(),
        preimage == null ? 0L : preimage.offset());
  }

  private void end(MachineState state, long steps) {
    equal("the number of steps", steps, state.step());
    equal("whether it exited", JsonFields.bool(recorded, "exited"), state.exited());
    equal("the exit code", number(recorded, "exitCode"), (long) state.exitCode());
    JsonNode last = JsonFields.required(recorded, "final");
    equal("the final witness", JsonFields.bytes(last, "witness"), Witness.encode(state));
    equal("the final hash", JsonFields.hash(last, "hash"), Witness.hash(state));
  }

  private static void fail(Machine machine, JsonNode failure) {
    String kind = JsonFields.text(JsonFields.required(failure, "kind"), "kind");
    try {
      machine.run(Long.MAX_VALUE);
    } catch (MachineException e) {
      equal("the step of the failure", number(failure, "atStep"), e.step());
      equal("the failure", kind, kind(kind, e.fault()));
      return;
    }
    throw new DifferenceException("the reference fails with '" + kind + "', Kopi goes on");
  }

  /** The reference's words for a fault; it has several for some. */
  private static String kind(String expected, Fault fault) {
    return switch (fault) {
      case DIVISION_BY_ZERO -> expected.equals("runtime error") ? expected : fault.text();
      case UNALIGNED_PC -> expected.equals("unaligned memory access") ? expected : fault.text();
      case PREIMAGE_OFFSET -> "Preimage offset out-of-bounds";
      case INVALID_INSTRUCTION,
          BRANCH_IN_DELAY_SLOT,
          JUMP_IN_DELAY_SLOT,
          UNKNOWN_SYSCALL,
          NO_THREAD,
          WRITE_TOO_LARGE ->
          fault.text();
    };
  }

  private void output() {
    equal("stdout", JsonFields.bytes(recorded, "stdout"), host.output(1));
    equal("stderr", JsonFields.bytes(recorded, "stderr"), host.output(2));
    equal("the hints", JsonFields.list(recorded, "hints", CannonCase::hint), host.hints());
  }

  private static Bytes hint(JsonNode node) {
    return JsonFields.asBytes(node, "hint");
  }

  static long number(JsonNode object, String name) {
    return JsonFields.required(object, name).longValue();
  }
}
