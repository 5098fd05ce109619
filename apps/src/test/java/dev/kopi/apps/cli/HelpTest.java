package dev.kopi.apps.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kopi.apps.cli.compat.ReferenceFlag;
import dev.kopi.apps.cli.compat.ReferenceFlags;
import dev.kopi.apps.cli.help.OptionHelp;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The help of every command explains every option. */
class HelpTest {
  /** What the value of a numeric option counts. */
  private static final Set<String> UNITS =
      Set.of(
          "0",
          "BLOCK",
          "BLOCKS",
          "BYTES",
          "COUNT",
          "DURATION",
          "FACTOR",
          "GAS",
          "GWEI",
          "ID",
          "INDEX",
          "L1-BLOCKS",
          "MGAS",
          "MIB",
          "MINUTES",
          "LEVELS",
          "FORK=NUMBER",
          "NUMBER",
          "PERCENT",
          "PORT",
          "RATIO",
          "SECONDS",
          "STEPS",
          "TIMESTAMP",
          "WEI");

  private static final Set<Class<?>> NUMERIC =
      Set.of(
          int.class,
          Integer.class,
          long.class,
          Long.class,
          double.class,
          Double.class,
          Duration.class,
          Map.class);

  private static final Map<String, CommandLine> COMMANDS = new LinkedHashMap<>();

  static {
    collect(Kopi.commandLine(), COMMANDS);
  }

  static Stream<String> commands() {
    return COMMANDS.keySet().stream();
  }

  private static void collect(CommandLine line, Map<String, CommandLine> all) {
    all.put(line.getCommandSpec().qualifiedName(), line);
    line.getSubcommands().values().forEach(sub -> collect(sub, all));
  }

  private static CommandLine command(String name) {
    return Objects.requireNonNull(COMMANDS.get(name));
  }

  @ParameterizedTest
  @MethodSource("commands")
  void everyOptionHasADescription(String name) {
    CommandLine command = command(name);
    for (ArgSpec arg : command.getCommandSpec().args()) {
      assertThat(String.join(" ", arg.description()))
          .as("%s of %s", label(arg), name)
          .isNotBlank()
          .doesNotContain("${")
          .endsWith(".");
    }
    assertThat(command.getCommandSpec().usageMessage().description()).as(name).isNotEmpty();
    assertThat(command.getCommandSpec().optionsMap()).as(name).containsKey("--help");
  }

  @ParameterizedTest
  @MethodSource("commands")
  void namesHiddenOptionsAfterTheOthers(String name) {
    CommandLine command = command(name);
    List<String> hidden =
        command.getCommandSpec().options().stream()
            .filter(OptionSpec::hidden)
            .map(OptionSpec::longestName)
            .toList();
    List<String> table =
        ReferenceFlags.of(command.getCommandName()).stream()
            .filter(flag -> flag.effect() != ReferenceFlag.Effect.HONOURED)
            .map(ReferenceFlag::name)
            .toList();
    assertThat(hidden).containsExactlyElementsOf(table);
    String help = command.getUsageMessage(CommandLine.Help.Ansi.OFF);
    assertThat(hidden).allSatisfy(option -> assertThat(help).contains(option));
  }

  @ParameterizedTest
  @MethodSource("commands")
  void everyValueHasALabelAndEveryNumberAUnit(String name) {
    for (ArgSpec arg : command(name).getCommandSpec().args()) {
      boolean flag = arg.type() == boolean.class || arg.type() == Boolean.class;
      if (!flag) {
        assertThat(arg.paramLabel()).as("%s of %s", label(arg), name).doesNotContain("<");
      }
      if (NUMERIC.contains(arg.type())) {
        assertThat(UNITS).as("the unit of %s of %s", label(arg), name).contains(arg.paramLabel());
      }
    }
  }

  @ParameterizedTest
  @MethodSource("commands")
  void everyDefaultIsShown(String name) {
    CommandLine command = command(name);
    String help = command.getUsageMessage(CommandLine.Help.Ansi.OFF).replaceAll("\\s+", " ");
    for (OptionSpec option : command.getCommandSpec().options()) {
      String value = OptionHelp.defaultOf(option);
      assertThat(help.replace(". ", ".")).contains(option.longestName().replaceFirst("^-+", ""));
      if (value != null) {
        assertThat(help).as(option.longestName()).contains("Default: " + value + ".");
      }
    }
  }

  @ParameterizedTest
  @MethodSource("commands")
  void everyNumberHasADefaultOrSaysWhatHappensWithout(String name) {
    for (OptionSpec option : command(name).getCommandSpec().options()) {
      if (NUMERIC.contains(option.type())
          && option.type() != Map.class
          && !option.required()
          && OptionHelp.defaultOf(option) == null) {
        assertThat(String.join(" ", option.description()))
            .as("%s of %s", option.longestName(), name)
            .containsPattern("when (it is )?not set|without");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"node", "batcher", "proposer", "engine", "l1", "devnet", "deploy", "bridge", "db"})
  void printsTheHelpOfACommand(String name) {
    CommandRun run = CommandRun.of(List.of(name, "--help"));
    assertThat(run.exit()).isZero();
    assertThat(run.out()).contains("Usage: kopi " + name);
    assertThat(run.err()).isEmpty();
  }

  @Test
  void showsTheUnitTheDefaultAndTheVariableOfAnOption() {
    String help = CommandRun.of(List.of("batcher", "--help")).out().replaceAll("\\s+", " ");
    assertThat(help)
        .contains(
            "--poll-interval=DURATION How often new L2 blocks are loaded."
                + " Default: 6s. [OP_BATCHER_POLL_INTERVAL]",
            "Default: 8548. [OP_BATCHER_RPC_PORT]");
  }

  @Test
  void neverShowsTheValueOfAVariable() {
    List<String> shown = new ArrayList<>();
    for (String name : commands().toList()) {
      command(name).getCommandSpec().options().stream()
          .map(OptionHelp::defaultOf)
          .filter(value -> value != null && value.contains("env:"))
          .forEach(shown::add);
    }
    assertThat(shown).isEmpty();
  }

  private static String label(ArgSpec arg) {
    return arg instanceof OptionSpec option ? option.longestName() : arg.paramLabel();
  }
}
