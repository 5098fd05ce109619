package dev.kopi.apps.cli.logs;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.LayoutBase;
import dev.kopi.adapters.json.Json;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** One line for each event, in the formats of the reference's services. */
public final class LogLayout extends LayoutBase<ILoggingEvent> {
  private static final DateTimeFormatter ISO =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ssXX", Locale.ROOT)
          .withZone(ZoneId.systemDefault());
  private static final DateTimeFormatter TERMINAL =
      DateTimeFormatter.ofPattern("MM-dd|HH:mm:ss.SSS", Locale.ROOT)
          .withZone(ZoneId.systemDefault());

  /** The keys that every line has or may have. */
  private static final Set<String> OWN_KEYS =
      Set.of("t", "lvl", "msg", "logger", "thread", "pid", "err");

  /** The forms. */
  public enum Form {
    /** For people. */
    TERMINAL,
    /** {@code t=… lvl=info msg="…"}. */
    LOGFMT,
    /** The same with milliseconds. */
    LOGFMT_MILLIS,
    /** One JSON object. */
    JSON,
    /** The same with milliseconds. */
    JSON_MILLIS
  }

  private final Form form;
  private final long pid;

  /**
   * A layout.
   *
   * @param pid the process id to log, or -1 for none
   */
  LogLayout(Form form, long pid) {
    this.form = form;
    this.pid = pid;
  }

  @Override
  public String doLayout(ILoggingEvent event) {
    return switch (form) {
      case TERMINAL -> terminal(event);
      case LOGFMT, LOGFMT_MILLIS -> logfmt(event);
      case JSON, JSON_MILLIS -> json(event);
    };
  }

  private static String level(Level level) {
    return level.toString().toLowerCase(Locale.ROOT);
  }

  private static String logger(ILoggingEvent event) {
    String name = event.getLoggerName();
    return name.substring(name.lastIndexOf('.') + 1);
  }

  private String time(ILoggingEvent event) {
    boolean millis = form == Form.LOGFMT_MILLIS || form == Form.JSON_MILLIS;
    return millis
        ? event.getInstant().truncatedTo(ChronoUnit.MILLIS).toString()
        : ISO.format(event.getInstant());
  }

  private String terminal(ILoggingEvent event) {
    StringBuilder out = new StringBuilder(128);
    out.append(event.getLevel());
    out.repeat(' ', Math.max(1, 6 - out.length()));
    out.append('[').append(TERMINAL.format(event.getInstant())).append("] ");
    LogFields fields = LogFields.of(event);
    out.append(fields.message()).append(' ');
    append(out, fields);
    out.append(" logger=").append(logger(event));
    if (pid >= 0) {
      out.append(" pid=").append(pid);
    }
    out.append('\n').append(ThrowableProxyUtil.asString(event.getThrowableProxy()));
    return out.toString();
  }

  private String logfmt(ILoggingEvent event) {
    StringBuilder out = new StringBuilder(160);
    out.append("t=").append(time(event)).append(" lvl=").append(level(event.getLevel()));
    if (pid >= 0) {
      out.append(" pid=").append(pid);
    }
    LogFields fields = LogFields.of(event);
    out.append(" logger=").append(logger(event));
    out.append(" msg=").append(quoted(fields.message()));
    append(out, fields);
    if (event.getThrowableProxy() != null) {
      out.append(" err=").append(quoted(ThrowableProxyUtil.asString(event.getThrowableProxy())));
    }
    return out.append('\n').toString();
  }

  private static void append(StringBuilder out, LogFields fields) {
    fields
        .values()
        .forEach(
            (key, value) -> out.append(' ').append(name(key)).append('=').append(value(value)));
  }

  /** A key that is not one of the layout's own. */
  private static String name(String key) {
    return OWN_KEYS.contains(key) ? key + "_" : key;
  }

  /** A value, in quotes where it would not be one word otherwise. */
  private static String value(@Nullable Object value) {
    String text = String.valueOf(value);
    boolean word =
        !text.isEmpty() && text.chars().allMatch(c -> c > ' ' && c != '"' && c != '=' && c != 127);
    return word ? text : quoted(text);
  }

  private static String quoted(String text) {
    StringBuilder out = new StringBuilder(text.length() + 2).append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"', '\\' -> out.append('\\').append(c);
        case '\n' -> out.append("\\n");
        case '\t' -> out.append("\\t");
        case '\r' -> out.append("\\r");
        default -> out.append(c < ' ' ? '?' : c);
      }
    }
    return out.append('"').toString();
  }

  private String json(ILoggingEvent event) {
    ObjectNode json = Json.object();
    json.put("t", time(event));
    json.put("lvl", level(event.getLevel()));
    LogFields fields = LogFields.of(event);
    json.put("msg", fields.message());
    json.put("logger", logger(event));
    json.put("thread", event.getThreadName());
    if (pid >= 0) {
      json.put("pid", pid);
    }
    fields.values().forEach((key, value) -> put(json, name(key), value));
    if (event.getThrowableProxy() != null) {
      json.put("err", ThrowableProxyUtil.asString(event.getThrowableProxy()));
    }
    return Json.text(json) + "\n";
  }

  private static void put(ObjectNode json, String key, @Nullable Object value) {
    switch (value) {
      case null -> json.putNull(key);
      case Boolean flag -> json.put(key, flag);
      case Integer number -> json.put(key, number);
      case Long number -> json.put(key, number);
      default -> json.put(key, value.toString());
    }
  }
}
