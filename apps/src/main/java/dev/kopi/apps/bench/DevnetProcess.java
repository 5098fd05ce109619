package dev.kopi.apps.bench;

import dev.kopi.adapters.json.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;

/** A devnet as a process of its own, on free ports. */
public final class DevnetProcess implements AutoCloseable {
  private final Process process;
  private final JsonNode description;
  private final Path log;

  private DevnetProcess(Process process, JsonNode description, Path log) {
    this.process = process;
    this.description = description;
    this.log = log;
  }

  /**
   * Starts it and waits until all is up.
   *
   * @param java the Java command with class path and main class
   * @param directory receives the log and the temporary chain
   * @throws IllegalStateException when it does not start
   */
  public static DevnetProcess start(List<String> java, Path directory) throws IOException {
    List<String> command = new ArrayList<>(java);
    command.add(1, "-Djava.io.tmpdir=" + directory);
    command.addAll(List.of("devnet", "--ports", "0", "--json"));
    Path log = directory.resolve("devnet.log");
    Process process = new ProcessBuilder(command).redirectError(log.toFile()).start();
    BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
    String line = out.readLine();
    if (line == null) {
      throw new IllegalStateException("the devnet did not start:\n" + Files.readString(log));
    }
    return new DevnetProcess(process, Json.parse(line.getBytes(StandardCharsets.UTF_8)), log);
  }

  /** What it printed when all was up. */
  public JsonNode description() {
    return description;
  }

  /** The process. */
  public ProcessHandle handle() {
    return process.toHandle();
  }

  /** The id of the process. */
  public long pid() {
    return process.pid();
  }

  /** Whether it runs. */
  public boolean isAlive() {
    return process.isAlive();
  }

  /** What it logged. */
  public String log() throws IOException {
    return Files.readString(log);
  }

  @Override
  public void close() {
    process.destroy();
    try {
      // A recording JVM writes its cache before it exits.
      if (!process.waitFor(2, TimeUnit.MINUTES)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
