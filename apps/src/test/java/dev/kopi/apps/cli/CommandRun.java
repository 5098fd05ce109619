package dev.kopi.apps.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import picocli.CommandLine;

/**
 * A command that ran in this process.
 *
 * @param exit its exit status
 * @param out what it printed on stdout
 * @param err what it printed on stderr
 */
record CommandRun(int exit, String out, String err) {
  static CommandRun of(List<String> arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine line = Kopi.commandLine();
    line.setOut(new PrintWriter(out, true));
    line.setErr(new PrintWriter(err, true));
    int exit = line.execute(arguments.toArray(String[]::new));
    return new CommandRun(exit, out.toString(), err.toString());
  }
}
