package dev.kopi.apps.cli.error;

import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/** Prints a failure: one line for what a user can fix, a stack trace for a defect in Kopi. */
public final class ErrorReport implements IExecutionExceptionHandler {
  @Override
  public int handleExecutionException(
      Exception failure, CommandLine commandLine, ParseResult parsed) {
    if (failure instanceof CommandFailed) {
      commandLine.getErr().println("kopi: " + failure.getMessage());
    } else {
      commandLine.getErr().println("kopi: this is a defect in Kopi, please report it:");
      failure.printStackTrace(commandLine.getErr());
    }
    return 1;
  }
}
