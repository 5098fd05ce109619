package dev.kopi.apps.cli.options;

import ch.qos.logback.classic.Level;
import dev.kopi.adapters.json.JsonValues;
import dev.kopi.adapters.rpc.RpcException;
import dev.kopi.adapters.rpc.dispatch.RpcMethods;
import dev.kopi.apps.cli.error.CommandFailed;
import dev.kopi.apps.cli.logs.LogLayout;
import dev.kopi.apps.cli.logs.Logs;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/** The log options of a role, with the reference's names. */
public final class LogOptions {
  @Option(
      names = "--log.level",
      paramLabel = "LEVEL",
      description = "trace, debug, info, warn, error or crit (info).")
  private @Nullable String level;

  @Option(
      names = "--log.format",
      paramLabel = "FORMAT",
      description = "text, terminal, logfmt, logfmtms, json or jsonms (text).")
  private @Nullable String format;

  @Option(names = "--log.pid", description = "Log the process id.")
  private boolean pid;

  @Option(names = "--log.color", hidden = true, description = "Accepted; logs have no colours.")
  private boolean color;

  /** Applies the options to the process. */
  public void apply() {
    String wanted = level;
    if (wanted != null) {
      Level known = Logs.level(wanted.toLowerCase(Locale.ROOT));
      if (known == null) {
        throw new CommandFailed(
            "--log.level is trace, debug, info, warn, error or crit, not '" + wanted + "'");
      }
      Logs.use(known);
    }
    String form = format;
    if (form != null || pid) {
      Logs.use(form(form == null ? "text" : form), pid);
    }
  }

  private static LogLayout.Form form(String name) {
    return switch (name.toLowerCase(Locale.ROOT)) {
      case "text", "terminal" -> LogLayout.Form.TERMINAL;
      case "logfmt" -> LogLayout.Form.LOGFMT;
      case "logfmtms" -> LogLayout.Form.LOGFMT_MILLIS;
      case "json" -> LogLayout.Form.JSON;
      case "jsonms" -> LogLayout.Form.JSON_MILLIS;
      default ->
          throw new CommandFailed(
              "--log.format is text, terminal, logfmt, logfmtms, json or jsonms, not '"
                  + name
                  + "'");
    };
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
