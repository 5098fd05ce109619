package dev.kopi.apps.cli.help;

import dev.kopi.apps.cli.error.UsageReport;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Ansi.IStyle;
import picocli.CommandLine.Help.Ansi.Text;
import picocli.CommandLine.Help.ColorScheme;
import picocli.CommandLine.Help.IOptionRenderer;
import picocli.CommandLine.Help.IParamLabelRenderer;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Help in which each option ends with its default and its environment variable. The default is the
 * one in the program: the value of a variable is never shown, since it may be a key.
 */
public final class OptionHelp extends Help {
  private static final String VARIABLE = "${env:";

  private OptionHelp(CommandSpec command, ColorScheme colors) {
    super(command, colors);
  }

  /** The help of a command. */
  public static Help create(CommandSpec command, ColorScheme colors) {
    return new OptionHelp(command, colors);
  }

  @Override
  public IOptionRenderer createDefaultOptionRenderer() {
    IOptionRenderer standard = super.createDefaultOptionRenderer();
    return (option, labels, scheme) -> {
      Text[][] rows = standard.render(option, labels, scheme);
      String last = lastLine(option);
      if (last.isEmpty()) {
        return rows;
      }
      List<Text[]> all = new ArrayList<>(Arrays.asList(rows));
      Text[] row = new Text[rows[0].length];
      Arrays.fill(row, scheme.text(""));
      row[row.length - 1] = scheme.text(last);
      all.add(row);
      return all.toArray(Text[][]::new);
    };
  }

  @Override
  public IParamLabelRenderer parameterLabelRenderer() {
    IParamLabelRenderer standard = super.parameterLabelRenderer();
    return new IParamLabelRenderer() {
      @Override
      public Text renderParameterLabel(ArgSpec arg, Ansi ansi, List<IStyle> styles) {
        // A flag may take true or false, which is not worth showing.
        return isFlag(arg)
            ? colorScheme().text("")
            : standard.renderParameterLabel(arg, ansi, styles);
      }

      @Override
      public String separator() {
        return standard.separator();
      }
    };
  }

  private static boolean isFlag(ArgSpec arg) {
    return arg.type() == boolean.class || arg.type() == Boolean.class;
  }

  private String lastLine(OptionSpec option) {
    List<String> parts = new ArrayList<>();
    String value = defaultOf(option);
    if (value != null) {
      parts.add("Default: " + value + ".");
    }
    String fixed = option.defaultValue();
    if (fixed != null && fixed.startsWith(VARIABLE)) {
      parts.add("[" + fixed.substring(VARIABLE.length(), fixed.length() - 1) + "]");
    } else if (commandSpec().defaultValueProvider() instanceof UsageReport.Environment environment
        && !option.usageHelp()
        && !option.versionHelp()) {
      parts.add("[" + environment.variable(option) + "]");
    }
    return String.join(" ", parts);
  }

  /** The default of an option that takes a value; null when it has none, or is a flag. */
  public static @Nullable String defaultOf(OptionSpec option) {
    if (isFlag(option)) {
      return null;
    }
    String fixed = option.defaultValue();
    if (fixed != null) {
      return fixed.startsWith(VARIABLE) ? null : fixed;
    }
    return switch (option.initialValue()) {
      case null -> null;
      case Collection<?> many when many.isEmpty() -> null;
      case Map<?, ?> map when map.isEmpty() -> null;
      case Collection<?> many ->
          many.stream().map(String::valueOf).collect(Collectors.joining(","));
      case Enum<?> value -> value.name().toLowerCase(Locale.ROOT);
      case Object value when value.toString().isEmpty() -> null;
      case Object value -> value.toString();
    };
  }
}
