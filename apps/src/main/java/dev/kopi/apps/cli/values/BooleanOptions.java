package dev.kopi.apps.cli.values;

import java.lang.reflect.Method;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Lets flags take a value as in Go: {@code --flag}, {@code --flag=true}, {@code --flag=false}. */
public final class BooleanOptions {
  private BooleanOptions() {}

  /**
   * Changes all flags of a command and its subcommands; not those of commands that are methods,
   * whose parameters picocli finds by their positions.
   */
  public static void acceptValues(CommandLine line) {
    CommandSpec spec = line.getCommandSpec();
    boolean isMethod = spec.userObject() instanceof Method;
    for (OptionSpec option : isMethod ? List.<OptionSpec>of() : List.copyOf(spec.options())) {
      if (isFlag(option)) {
        spec.remove(option);
        spec.addOption(
            OptionSpec.builder(option)
                .arity("0..1")
                .fallbackValue("true")
                .paramLabel("")
                .hideParamSyntax(true)
                .build());
      }
    }
    line.getSubcommands().values().forEach(BooleanOptions::acceptValues);
  }

  private static boolean isFlag(OptionSpec option) {
    return (option.type() == boolean.class || option.type() == Boolean.class)
        && option.arity().max() == 0
        && !option.usageHelp()
        && !option.versionHelp()
        && !option.negatable();
  }
}
