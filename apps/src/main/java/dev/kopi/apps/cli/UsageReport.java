package dev.kopi.apps.cli;

import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * What a user sees who got a command's options wrong: which one, and where to read on. What stands
 * behind an unknown option is not repeated: it may be a key.
 */
final class UsageReport implements IParameterExceptionHandler {
  @Override
  public int handleParseException(ParameterException failure, String[] arguments) {
    CommandLine command = failure.getCommandLine();
    PrintWriter err = command.getErr();
    err.println("kopi: " + message(failure));
    UnmatchedArgumentException.printSuggestions(failure, err);
    String name = command.getCommandSpec().qualifiedName();
    err.println("  '" + name + " --help' shows what it takes");
    return command.getCommandSpec().exitCodeOnInvalidInput();
  }

  private static String message(ParameterException failure) {
    if (!(failure instanceof UnmatchedArgumentException unmatched)) {
      return String.valueOf(failure.getMessage());
    }
    List<String> names =
        unmatched.getUnmatched().stream()
            .filter(argument -> argument.startsWith("-"))
            .map(argument -> argument.split("=", 2)[0])
            .toList();
    return names.isEmpty()
        ? "there are arguments that the command does not take"
        : "unknown option " + String.join(", ", names);
  }
}
