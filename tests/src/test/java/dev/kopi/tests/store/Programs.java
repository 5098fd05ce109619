package dev.kopi.tests.store;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;

/** Runs commands: here, or as processes of their own. */
final class Programs {
  private Programs() {}

  /** What a command in this process wrote, and its status. */
  record Run(int status, String out) {}

  static Run run(Object command, Object... arguments) {
    StringWriter out = new StringWriter();
    CommandLine line = new CommandLine(command);
    line.setOut(new PrintWriter(out));
    line.setErr(new PrintWriter(out));
    line.setExecutionExceptionHandler((e, commandLine, parsed) -> {
      commandLine.getErr().println(e.getMessage());
      return 1;
    });
    List<String> texts = new ArrayList<>();
    for (Object argument : arguments) {
      texts.add(argument.toString());
    }
    return new Run(line.execute(texts.toArray(String[]::new)), out.toString());
  }

  /** A {@code kopi} of its own; what it writes to either output is read from its output. */
  static Process start(Object... arguments) throws java.io.IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "--enable-native-access=ALL-UNNAMED",
            "-Xmx512m",
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-Xshare:auto",
            "-cp",
            System.getProperty("java.class.path"),
            "dev.kopi.apps.cli.Kopi"));
    for (Object argument : arguments) {
      command.add(argument.toString());
    }
    return new ProcessBuilder(command).redirectErrorStream(true).start();
  }
}
