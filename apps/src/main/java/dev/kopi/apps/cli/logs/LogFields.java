package dev.kopi.apps.cli.logs;

import ch.qos.logback.classic.spi.ILoggingEvent;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.KeyValuePair;

/**
 * An event's message apart from its fields. Fields are SLF4J's key-value pairs, and placeholders of
 * the message pattern that follow a key: {@code "started: head={}"} has the field {@code head}.
 * Only the pattern is searched, never a value.
 *
 * @param message the message without the fields
 * @param values the fields in their order
 */
record LogFields(String message, Map<String, @Nullable Object> values) {
  private static final String PLACEHOLDER = "{}";
  private static final Pattern KEY = Pattern.compile("(?:^|[\\s,;])([A-Za-z][\\w.-]*)=$");
  private static final String DANGLING = " ,;:";

  /** Takes an event apart. */
  static LogFields of(ILoggingEvent event) {
    Map<String, @Nullable Object> values = new LinkedHashMap<>();
    String message = message(event, values);
    List<KeyValuePair> pairs = event.getKeyValuePairs();
    if (pairs != null) {
      pairs.forEach(pair -> values.put(pair.key, pair.value));
    }
    return new LogFields(message, values);
  }

  private static String message(ILoggingEvent event, Map<String, @Nullable Object> values) {
    String pattern = Objects.requireNonNullElse(event.getMessage(), "");
    @Nullable Object[] arguments = event.getArgumentArray();
    if (arguments == null || pattern.indexOf('\\') >= 0) {
      return String.valueOf(event.getFormattedMessage());
    }
    StringBuilder out = new StringBuilder(pattern.length());
    int from = 0;
    for (Object argument : arguments) {
      int at = pattern.indexOf(PLACEHOLDER, from);
      if (at < 0) {
        break;
      }
      String before = pattern.substring(from, at);
      from = at + PLACEHOLDER.length();
      Matcher key = KEY.matcher(before);
      boolean whole = from == pattern.length() || DANGLING.indexOf(pattern.charAt(from)) >= 0;
      if (whole && key.find()) {
        out.append(before, 0, key.start());
        values.put(key.group(1), argument);
      } else {
        out.append(before).append(argument);
      }
    }
    out.append(pattern, from, pattern.length());
    int end = out.length();
    while (!values.isEmpty() && end > 0 && DANGLING.indexOf(out.charAt(end - 1)) >= 0) {
      end--;
    }
    return out.substring(0, end);
  }
}
