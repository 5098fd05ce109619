package dev.kopi.apps.cli.bench;

import dev.kopi.apps.cli.error.CommandFailed;
import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Runs other programs, one at a time. */
final class Processes {
  /** The main class of Kopi, for a process of its own. */
  static final String MAIN_CLASS = "dev.kopi.apps.cli.Kopi";

  private Processes() {}

  /**
   * Runs a program in a folder and waits for its end.
   *
   * @return what it printed
   * @throws CommandFailed when it fails; the message holds its error output
   */
  static String run(Path folder, List<String> command) throws IOException {
    Path errors = Files.createTempFile("kopi-bench", ".log");
    errors.toFile().deleteOnExit();
    try {
      Process process =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectError(errors.toFile())
              .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
              .start();
      String printed =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      int status = process.waitFor();
      if (status != 0) {
        String said = Files.readString(errors);
        String end = said.substring(Math.max(0, said.length() - 2000));
        throw new CommandFailed(command.getFirst() + " ended with " + status + ": " + end);
      }
      return printed;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandFailed("interrupted", e);
    } finally {
      Files.deleteIfExists(errors);
    }
  }

  /** This Java with its options, class path and main class, for a Kopi of its own. */
  static List<String> java() {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), MAIN_CLASS));
    return command;
  }

  /** Whether a program of this name is on the path. */
  static boolean present(String program) {
    for (String folder : System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1)) {
      if (!folder.isEmpty() && Files.isExecutable(Path.of(folder, program))) {
        return true;
      }
    }
    return false;
  }
}
