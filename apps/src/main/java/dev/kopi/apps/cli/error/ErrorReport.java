package dev.kopi.apps.cli.error;

import dev.kopi.adapters.rpc.RpcException;
import dev.kopi.adapters.rpc.RpcTransportException;
import dev.kopi.core.store.StoreException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/**
 * Prints a failure: one line for what a user can fix or what the machine refuses, a stack trace for
 * a defect in Kopi.
 */
public final class ErrorReport implements IExecutionExceptionHandler {
  @Override
  public int handleExecutionException(
      Exception failure, CommandLine commandLine, ParseResult parsed) {
    PrintWriter err = commandLine.getErr();
    switch (failure) {
      case WrongUsage wrong -> {
        err.println("kopi: " + wrong.getMessage());
        err.println(UsageReport.help(commandLine));
        return commandLine.getCommandSpec().exitCodeOnInvalidInput();
      }
      case CommandFailed failed -> err.println("kopi: " + failed.getMessage());
      case NoSuchFileException e -> err.println("kopi: there is no file " + e.getFile());
      case AccessDeniedException e -> err.println("kopi: permission denied: " + e.getFile());
      case IOException e -> err.println("kopi: " + withCause(e));
      case UncheckedIOException e -> err.println("kopi: " + withCause(e));
      case StoreException e -> err.println("kopi: " + e.getMessage());
      case RpcException e -> err.println("kopi: a server answered with an error: " + withCause(e));
      case RpcTransportException e -> err.println("kopi: " + withCause(e));
      default -> {
        err.println("kopi: this is a defect in Kopi, please report it:");
        failure.printStackTrace(err);
      }
    }
    return commandLine.getCommandSpec().exitCodeOnExecutionException();
  }

  private static String withCause(Throwable failure) {
    Throwable cause = failure.getCause();
    String message = String.valueOf(failure.getMessage());
    return cause == null || message.contains(String.valueOf(cause.getMessage()))
        ? message
        : message + ": " + cause;
  }
}
