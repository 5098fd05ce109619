package dev.kopi.tests.system;

import dev.kopi.apps.cli.Kopi;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A {@code kopi} command as a process of its own, on the classes under test. */
final class KopiProcess implements AutoCloseable {
  private final Process process;
  private final Path log;

  private KopiProcess(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  /** Starts a command; what it logs goes to a file. */
  static KopiProcess start(Path log, List<String> arguments) {
    return start(log, arguments, Map.of());
  }

  /** Starts a command with options of Java. */
  static KopiProcess start(Path log, List<String> javaOptions, List<String> arguments) {
    List<String> command = new ArrayList<>(command(arguments));
    command.addAll(1, javaOptions);
    return launch(log, command, Map.of());
  }

  /** Starts a command with variables in its environment. */
  static KopiProcess start(Path log, List<String> arguments, Map<String, String> environment) {
    return launch(log, command(arguments), environment);
  }

  private static KopiProcess launch(
      Path log, List<String> command, Map<String, String> environment) {
    try {
      ProcessBuilder builder =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
      builder.environment().putAll(environment);
      return new KopiProcess(builder.start(), log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The command line of the process. */
  static List<String> command(List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-Xmx512m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            classPath(),
            Kopi.class.getName()));
    command.addAll(arguments);
    return command;
  }

  private static String classPath() {
    String real = System.getProperty("surefire.test.class.path");
    return real == null ? System.getProperty("java.class.path") : real;
  }

  /** The first line that it prints on its standard output. */
  String firstLine() {
    try {
      String line = process.inputReader().readLine();
      if (line == null) {
        throw new AssertionError("the process ended without a word:\n" + log());
      }
      return line;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** All that it prints on its standard output until it ends. */
  String output() {
    try {
      return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What it logged so far. */
  String log() {
    try {
      return Files.exists(log) ? Files.readString(log) : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Waits for its end and returns its exit status. */
  int join() {
    try {
      if (!process.waitFor(60, TimeUnit.SECONDS)) {
        throw new AssertionError("the process does not end:\n" + log());
      }
      return process.exitValue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  /** Ends it at once, as {@code kill -9} does. */
  void kill() {
    process.destroyForcibly();
    join();
  }

  /** Asks it to end, as Ctrl-C does. */
  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(20, TimeUnit.SECONDS)) {
        kill();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
