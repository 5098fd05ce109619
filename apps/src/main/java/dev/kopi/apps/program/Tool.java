package dev.kopi.apps.program;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs programs of the tool chain. */
final class Tool {
  private static final int SHOWN_LINES = 20;

  private Tool() {}

  /**
   * Runs a command to its end.
   *
   * @return what it printed
   * @throws ProgramBuildException when it cannot be started, or fails: with the end of its output
   */
  static String run(Path folder, Map<String, String> environment, List<String> command)
      throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.redirectErrorStream(true);
    builder.environment().putAll(environment);
    Process process;
    try {
      process = builder.start();
    } catch (IOException e) {
      throw new ProgramBuildException("cannot start " + command.getFirst() + ": " + e.getMessage());
    }
    try {
      process.getOutputStream().close();
      String output =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      if (process.waitFor() != 0) {
        List<String> lines = output.lines().toList();
        throw new ProgramBuildException(
            Path.of(command.getFirst()).getFileName()
                + " failed:\n"
                + String.join(
                    "\n", lines.subList(Math.max(0, lines.size() - SHOWN_LINES), lines.size())));
      }
      return output;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ProgramBuildException(command.getFirst() + " was interrupted");
    } finally {
      stop(process);
    }
  }

  private static void stop(Process process) {
    process.destroy();
    try {
      if (!process.waitFor(5, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
