package dev.kopi.services.challenger.trace;

import dev.kopi.adapters.json.Json;
import dev.kopi.adapters.json.JsonFields;
import dev.kopi.core.dispute.solver.TraceException;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.services.challenger.VmListener;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/** Runs the VM as a process of its own, with cannon's command line. */
public final class CannonProcess implements MachineRunner {
  private static final Logger LOG = LoggerFactory.getLogger(CannonProcess.class);
  private static final Duration WITNESS_TIMEOUT = Duration.ofMinutes(2);
  private static final int LOG_TAIL = 400;
  private static final long PROOFS_OF_AN_INTERVAL = 8;

  private final CannonConfig config;
  private final VmListener listener;

  /** Nothing runs before it is asked. */
  public CannonProcess(CannonConfig config, VmListener listener) {
    this.config = config;
    this.listener = listener;
  }

  @Override
  public long proofStride() {
    return Long.highestOneBit(Math.max(1, config.snapshotInterval() / PROOFS_OF_AN_INTERVAL));
  }

  @Override
  public void run(Path input, Path folder, ExecutionInputs inputs, MachineRun run) {
    List<String> command = new ArrayList<>(config.machine());
    boolean every = run.snapshotAt() == MachineRun.EVERY;
    command.addAll(
        List.of(
            "run",
            "--input",
            input.toString(),
            "--output",
            run.untilEnd() ? folder.resolve("final.bin.gz").toString() : "",
            "--meta",
            "",
            "--info-at",
            "%" + config.infoInterval(),
            "--proof-at",
            run.proofStride() == 0 ? "never" : "%" + run.proofStride(),
            "--proof-fmt",
            folder.resolve("proofs").resolve("%d.json.gz").toString(),
            "--snapshot-at",
            every ? "%" + config.snapshotInterval() : "=" + run.snapshotAt(),
            "--snapshot-fmt",
            folder.resolve("snapshots").resolve("%d.bin.gz").toString()));
    if (!run.untilEnd()) {
      command.addAll(List.of("--stop-at", "=" + run.stopAt()));
    }
    command.add("--");
    command.addAll(config.serverCommand(inputs, folder.resolve("preimages").toString()));
    long start = System.nanoTime();
    boolean success = false;
    try {
      execute(command, folder, "run", config.timeout());
      success = true;
    } finally {
      long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
      listener.onRun(millis, success);
      LOG.info(
          "VM run of L2 block {} to {}: {} ms",
          inputs.l2Block(),
          run.untilEnd() ? "the end" : "step " + run.stopAt(),
          millis);
    }
  }

  @Override
  public MachineWitness witness(Path state) {
    List<String> command = new ArrayList<>(config.machine());
    command.addAll(List.of("witness", "--input", state.toString()));
    Path folder = Optional.ofNullable(state.getParent()).orElse(Path.of("."));
    String text = execute(command, folder, "witness-" + state.getFileName(), WITNESS_TIMEOUT);
    try {
      JsonNode json = Json.parse(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
      return new MachineWitness(
          JsonFields.hash(json, "witnessHash"),
          JsonFields.bytes(json, "witness"),
          JsonFields.number(json, "step"),
          JsonFields.required(json, "exited").asBoolean());
    } catch (DecodeException e) {
      throw new TraceException("the VM's witness of " + state + " is malformed: " + e.getMessage());
    }
  }

  /** Runs a command to its end; answers what it printed. */
  private static String execute(List<String> command, Path folder, String name, Duration timeout) {
    Path log = folder.resolve(name + ".log");
    Path out = folder.resolve(name + ".out");
    Path pid = folder.resolve(name + ".pid");
    try {
      endLeftOver(pid, folder);
      Process process =
          new ProcessBuilder(command)
              .redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")))
              .redirectOutput(out.toFile())
              .redirectError(log.toFile())
              .start();
      try {
        Files.writeString(pid, Long.toString(process.pid()));
        if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
          throw new TraceException(
              "the VM did not end within " + timeout.toSeconds() + " s: " + tail(log));
        }
        if (process.exitValue() != 0) {
          throw new TraceException(
              "the VM ended with status " + process.exitValue() + ": " + tail(log));
        }
        return Files.readString(out);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new TraceException("interrupted", e);
      } finally {
        end(process.toHandle());
        Files.deleteIfExists(pid);
      }
    } catch (IOException e) {
      throw new TraceException("the VM cannot be run: " + e.getMessage(), e);
    }
  }

  private static void end(ProcessHandle process) {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }

  /** A challenger that was killed leaves its VM behind, which writes to the same files. */
  private static void endLeftOver(Path pid, Path folder) throws IOException {
    if (!Files.exists(pid)) {
      return;
    }
    try {
      ProcessHandle.of(Long.parseLong(Files.readString(pid).strip()))
          .filter(process -> process.info().commandLine().orElse("").contains(folder.toString()))
          .ifPresent(CannonProcess::end);
    } catch (NumberFormatException e) {
      // Written only in part: the VM had not begun.
    }
    Files.deleteIfExists(pid);
  }

  private static String tail(Path log) {
    try {
      String text = Files.readString(log).strip().replace('\n', ' ');
      return text.substring(Math.max(0, text.length() - LOG_TAIL));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
