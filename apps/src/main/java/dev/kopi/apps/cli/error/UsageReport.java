package dev.kopi.apps.cli.error;

import dev.kopi.core.crypto.ecdsa.PrivateKey;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * Prints a usage error: the option, its value, what is allowed, and where to find help. Private
 * keys, the credentials of URLs and the values of unknown options are not repeated.
 */
public final class UsageReport implements IParameterExceptionHandler {
  /** A source of defaults that knows the names of environment variables. */
  public interface Environment extends IDefaultValueProvider {
    /** The variable that sets an option. */
    String variable(OptionSpec option);
  }

  @Override
  public int handleParseException(ParameterException failure, String[] arguments) {
    CommandLine command = failure.getCommandLine();
    PrintWriter err = command.getErr();
    err.println("kopi: " + message(failure, arguments));
    UnmatchedArgumentException.printSuggestions(failure, err);
    err.println(help(command));
    return command.getCommandSpec().exitCodeOnInvalidInput();
  }

  static String help(CommandLine command) {
    return "  '" + command.getCommandSpec().qualifiedName() + " --help' shows what it takes";
  }

  private static String message(ParameterException failure, String[] arguments) {
    if (failure instanceof UnmatchedArgumentException unmatched) {
      return unmatched(unmatched);
    }
    ArgSpec arg = failure.getArgSpec();
    if (arg != null && failure.getCause() instanceof TypeConversionException reason) {
      String source = name(arg);
      String variable = variable(failure.getCommandLine(), arg, arguments);
      if (variable != null) {
        source = variable + " (" + source + ")";
      }
      return source + shown(arg, failure.getValue()) + ": " + allowed(arg, reason);
    }
    return String.valueOf(failure.getMessage());
  }

  /** What is allowed; for an enum its names in lower case, as users write them. */
  private static String allowed(ArgSpec arg, TypeConversionException reason) {
    Class<?> type = arg.auxiliaryTypes()[0];
    return type.isEnum() && String.valueOf(reason.getMessage()).startsWith("expected one of")
        ? "it must be one of "
            + Arrays.stream(type.getEnumConstants())
                .map(value -> value.toString().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(", "))
        : String.valueOf(reason.getMessage());
  }

  private static String name(ArgSpec arg) {
    return arg instanceof OptionSpec option ? option.longestName() : arg.paramLabel();
  }

  private static String shown(ArgSpec arg, @Nullable String value) {
    boolean secret = arg.type() == PrivateKey.class || arg.type() == Map.Entry.class;
    return value == null || secret ? "" : " is '" + Secrets.hidden(value) + "'";
  }

  /** The environment variable that the value comes from, or null when it comes from an argument. */
  private static @Nullable String variable(CommandLine command, ArgSpec arg, String[] arguments) {
    IDefaultValueProvider defaults = command.getDefaultValueProvider();
    if (!(arg instanceof OptionSpec option) || !(defaults instanceof Environment environment)) {
      return null;
    }
    boolean given =
        Arrays.stream(arguments)
            .map(argument -> argument.split("=", 2)[0])
            .anyMatch(List.of(option.names())::contains);
    String variable = environment.variable(option);
    return given || System.getenv(variable) == null ? null : variable;
  }

  private static String unmatched(UnmatchedArgumentException unmatched) {
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
