package dev.kopi.apps.cli.logs;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import dev.kopi.adapters.json.Json;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.event.KeyValuePair;
import tools.jackson.databind.JsonNode;

class LogLayoutTest {
  private static LoggingEvent event(String pattern, @Nullable Object... arguments) {
    LoggingEvent event = new LoggingEvent();
    event.setLoggerContext(new LoggerContext());
    event.setLoggerName("dev.kopi.apps.Thing");
    event.setLevel(Level.INFO);
    event.setInstant(Instant.ofEpochSecond(1_700_000_000L));
    event.setThreadName("main");
    event.setMessage(pattern);
    event.setArgumentArray(arguments);
    return event;
  }

  private static JsonNode json(LoggingEvent event) {
    return Json.parse(new LogLayout(LogLayout.Form.JSON, -1).doLayout(event));
  }

  private static String logfmt(LoggingEvent event) {
    return new LogLayout(LogLayout.Form.LOGFMT, -1).doLayout(event).strip();
  }

  @Test
  void writesPlaceholdersWithKeysAsFieldsOfJson() {
    JsonNode line = json(event("started: name={} head={} admin={}", "kopi", 12L, true));
    assertThat(line.get("msg").stringValue()).isEqualTo("started");
    assertThat(line.get("name").stringValue()).isEqualTo("kopi");
    assertThat(line.get("head").longValue()).isEqualTo(12);
    assertThat(line.get("head").isNumber()).isTrue();
    assertThat(line.get("admin").booleanValue()).isTrue();
  }

  @Test
  void writesKeyValuePairsAsFields() {
    LoggingEvent event = event("new head");
    event.addKeyValuePair(new KeyValuePair("head", 12));
    event.addKeyValuePair(new KeyValuePair("reason", null));
    assertThat(json(event).get("head").intValue()).isEqualTo(12);
    assertThat(json(event).get("reason").isNull()).isTrue();
    assertThat(logfmt(event)).endsWith("msg=\"new head\" head=12 reason=null");
  }

  @Test
  void writesFieldsOfLogfmtAfterTheMessage() {
    assertThat(logfmt(event("batch tx failed: {} nonce={} cause={}", "twice", 7, "no \"gas\" = 0")))
        .endsWith("msg=\"batch tx failed: twice\" nonce=7 cause=\"no \\\"gas\\\" = 0\"");
  }

  @Test
  void writesFieldsOfTextAfterTheMessage() {
    String line =
        new LogLayout(LogLayout.Form.TERMINAL, -1).doLayout(event("started: head={}", 12));
    assertThat(line).contains("] started  head=12 logger=Thing\n");
  }

  @Test
  void neverTakesAFieldFromAValue() {
    JsonNode line = json(event("refused: {}", "head=12 msg=forged"));
    assertThat(line.get("msg").stringValue()).isEqualTo("refused: head=12 msg=forged");
    assertThat(line.has("head")).isFalse();
  }

  @Test
  void keepsItsOwnKeysApart() {
    JsonNode line = json(event("block t={} msg={}", 5, "text"));
    assertThat(line.get("msg").stringValue()).isEqualTo("block");
    assertThat(line.get("t_").intValue()).isEqualTo(5);
    assertThat(line.get("msg_").stringValue()).isEqualTo("text");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "plain                    | plain",
        "block {} is invalid: {}  | block 1 is invalid: 2",
        "a={}, b={}               | ''",
        "url={}/metrics is served | url=1/metrics is served",
        "{} {} {} {}              | 1 2 3 {}",
        "done: x={} of {}         | done: of 2",
      })
  void keepsTheRestOfTheMessage(String pattern, String message) {
    assertThat(json(event(pattern, 1, 2, 3)).get("msg").stringValue()).isEqualTo(message);
  }

  @Test
  void writesALineWithoutLineBreaks() {
    assertThat(logfmt(event("refused: reason={}", "a\nt=1 lvl=crit"))).doesNotContain("\n");
    assertThat(logfmt(event("refused: reason={}", "a\nb"))).endsWith("reason=\"a\\nb\"");
  }
}
