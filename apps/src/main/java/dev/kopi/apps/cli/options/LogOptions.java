package dev.kopi.apps.cli.options;

import ch.qos.logback.classic.Level;
import dev.kopi.adapters.json.JsonValues;
import dev.kopi.adapters.rpc.RpcException;
import dev.kopi.adapters.rpc.dispatch.RpcMethods;
import dev.kopi.apps.cli.compat.ReferenceOptions;
import dev.kopi.apps.cli.logs.LogLayout;
import dev.kopi.apps.cli.logs.Logs;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;
import tools.jackson.databind.JsonNode;

/** The log options of a role, with the reference's names. */
public final class LogOptions {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--log.level",
      paramLabel = "LEVEL",
      converter = LevelName.class,
      description =
          "The least level to log: trace, debug, info, warn, error or crit; KOPI_LOG_LEVEL, else"
              + " info, when it is not set.")
  private @Nullable Level level;

  @Option(
      names = "--log.format",
      paramLabel = "FORMAT",
      defaultValue = "text",
      converter = FormName.class,
      description =
          "text or terminal for people; logfmt or json for machines; logfmtms and jsonms with"
              + " milliseconds.")
  private LogLayout.Form form = LogLayout.Form.TERMINAL;

  @Option(names = "--log.pid", description = "Log the process id.")
  private boolean pid;

  @Option(names = "--log.color", description = "Accepted; the log has no colours.")
  private boolean color;

  /** Applies the options to the process, and warns about options without effect. */
  public void apply() {
    Level wanted = level;
    if (wanted != null) {
      Logs.use(wanted);
    }
    Logs.use(form, pid);
    ReferenceOptions.warn(spec);
  }

  /** Reads a level. */
  static final class LevelName implements ITypeConverter<Level> {
    @Override
    public Level convert(String text) {
      Level known = Logs.level(text.toLowerCase(Locale.ROOT));
      if (known == null) {
        throw new TypeConversionException("it must be trace, debug, info, warn, error or crit");
      }
      return known;
    }
  }

  /** Reads a format. */
  static final class FormName implements ITypeConverter<LogLayout.Form> {
    @Override
    public LogLayout.Form convert(String text) {
      return switch (text.toLowerCase(Locale.ROOT)) {
        case "text", "terminal" -> LogLayout.Form.TERMINAL;
        case "logfmt" -> LogLayout.Form.LOGFMT;
        case "logfmtms" -> LogLayout.Form.LOGFMT_MILLIS;
        case "json" -> LogLayout.Form.JSON;
        case "jsonms" -> LogLayout.Form.JSON_MILLIS;
        default ->
            throw new TypeConversionException(
                "it must be text, terminal, logfmt, logfmtms, json or jsonms");
      };
    }
  }

  /** The RPC method that changes the log level. */
  public static RpcMethods methods() {
    return new RpcMethods().add("admin_setLogLevel", params -> setLevel(params.text(0)));
  }

  private static JsonNode setLevel(String name) {
    Level known = Logs.level(name.toLowerCase(Locale.ROOT));
    if (known == null) {
      throw RpcException.invalidParams("unknown level: " + name);
    }
    Logs.use(known);
    return JsonValues.nothing();
  }
}
