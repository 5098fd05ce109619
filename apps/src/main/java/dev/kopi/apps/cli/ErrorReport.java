package dev.kopi.apps.cli;

import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/**
 * What a user sees when a command fails: one line for what they can mend, a stack trace for a
 * defect of ours.
 */
final class ErrorReport implements IExecutionExceptionHandler {
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
