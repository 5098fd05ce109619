package dev.kopi.apps.cli.compat;

import dev.kopi.apps.cli.compat.ReferenceFlag.Effect;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.TypeConversionException;

/** The options of {@link ReferenceFlags} that a command does not have itself. */
public final class ReferenceOptions {
  private static final Logger LOG = LoggerFactory.getLogger(ReferenceOptions.class);

  private static final int HELP_WIDTH = 76;

  private ReferenceOptions() {}

  /** Adds the options to all commands, out of the list of options but in the text after it. */
  public static void register(CommandLine line) {
    line.getSubcommands()
        .forEach((name, command) -> {
          CommandSpec spec = command.getCommandSpec();
          List<ReferenceFlag> flags =
              ReferenceFlags.of(name).stream()
                  .filter(flag -> flag.effect() != Effect.HONOURED)
                  .toList();
          flags.forEach(flag -> spec.addOption(option(flag)));
          if (!flags.isEmpty()) {
            addToHelp(spec.usageMessage(), flags);
          }
        });
  }

  private static OptionSpec option(ReferenceFlag flag) {
    OptionSpec.Builder builder =
        OptionSpec.builder(flag.name())
            .type(String.class)
            .hidden(true)
            .paramLabel("VALUE")
            .description(flag.reason() + ".");
    return flag.isFlag()
        ? builder.arity("0..1").fallbackValue("true").build()
        : builder.arity("1").build();
  }

  private static void addToHelp(UsageMessageSpec usage, List<ReferenceFlag> flags) {
    List<String> footer = new ArrayList<>(List.of(usage.footer()));
    footer.add("");
    footer.add("Accepted without effect (docs/operating.md says why):");
    footer.addAll(names(flags, Effect.IGNORED));
    footer.add("Refused:");
    footer.addAll(names(flags, Effect.REFUSED));
    usage.footer(footer.toArray(String[]::new));
  }

  /** Lines of names, broken between names only. */
  private static List<String> names(List<ReferenceFlag> flags, Effect effect) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (ReferenceFlag flag : flags) {
      if (flag.effect() == effect) {
        if (line.length() + flag.name().length() > HELP_WIDTH) {
          lines.add(line.toString());
          line.setLength(0);
        }
        line.append("  ").append(flag.name());
      }
    }
    lines.add(line.toString());
    return lines;
  }

  /**
   * Refuses options that cannot be honoured.
   *
   * @throws ParameterException for the first such option, with the reason
   */
  public static void check(ParseResult parsed) {
    for (ParseResult at = parsed; at != null; at = at.subcommand()) {
      CommandSpec spec = at.commandSpec();
      given(spec)
          .forEach((flag, value) -> {
            if (!flag.accepts(value)) {
              TypeConversionException reason = new TypeConversionException(refusal(flag));
              throw new ParameterException(
                  spec.commandLine(),
                  reason.getMessage(),
                  reason,
                  spec.findOption(flag.name()),
                  // The value of a refused option may be a key.
                  flag.effect() == Effect.REFUSED ? null : value);
            }
          });
    }
  }

  private static String refusal(ReferenceFlag flag) {
    return flag.effect() == Effect.IGNORED
        ? "it must be " + String.join(" or ", flag.accepted()) + ": " + flag.reason()
        : "not supported: " + flag.reason();
  }

  /** Logs one warning that names all given options without effect. */
  public static void warn(CommandSpec spec) {
    Map<ReferenceFlag, String> given = given(spec);
    if (!given.isEmpty()) {
      LOG.warn(
          "options without effect: {}",
          given.keySet().stream()
              .map(flag -> flag.name() + " (" + flag.reason() + ")")
              .collect(Collectors.joining("; ")));
    }
  }

  /** The options that are given as arguments or in the environment. */
  private static Map<ReferenceFlag, String> given(CommandSpec spec) {
    Map<ReferenceFlag, String> given = new LinkedHashMap<>();
    for (ReferenceFlag flag : ReferenceFlags.of(spec.name())) {
      if (flag.effect() != Effect.HONOURED) {
        String value = spec.findOption(flag.name()).getValue();
        if (value != null) {
          given.put(flag, value);
        }
      }
    }
    return given;
  }
}
