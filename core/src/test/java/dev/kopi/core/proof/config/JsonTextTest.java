package dev.kopi.core.proof.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.DecodeException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTextTest {
  @Test
  void readsEveryKindOfValue() {
    JsonValue.Fields json =
        read(
            " { \"a\" : 12 , \"b\":[true,false,null,-1.5e3],\"c\":\"x\\u0041\\n\\\"\",\"d\":{} } ");
    assertThat(ConfigFields.number(json, "a")).isEqualTo(12);
    assertThat(ConfigFields.text(json, "c")).isEqualTo("xA\n\"");
    assertThat(ConfigFields.object(json, "d").values()).isEmpty();
    assertThat(json.required("b"))
        .isInstanceOfSatisfying(
            JsonValue.Items.class, items -> assertThat(items.values()).hasSize(4));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "1",
        "{",
        "{\"a\"",
        "{\"a\":",
        "{\"a\":1",
        "{\"a\":1,}",
        "{\"a\":1}x",
        "{\"a\":1,\"a\":2}",
        "{a:1}",
        "{\"a\":\"x}",
        "{\"a\":\"\\q\"}",
        "{\"a\":\"\\u00g0\"}",
        "{\"a\":tru}",
        "{\"a\":[1 2]}"
      })
  void refusesWhatIsNoObject(String text) {
    assertThatThrownBy(() -> read(text)).isInstanceOf(DecodeException.class);
  }

  @Test
  void boundsTheDepth() {
    String deep = "[".repeat(100_000);
    assertThatThrownBy(() -> read("{\"a\":" + deep))
        .isInstanceOf(DecodeException.class)
        .hasMessageContaining("too deep");
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1", "1.5", "\"x\"", "true", "9223372036854775808", "{}"})
  void namesAFieldThatIsNoNumber(String value) {
    assertThatThrownBy(() -> ConfigFields.number(read("{\"seq\":" + value + "}"), "seq"))
        .isInstanceOf(DecodeException.class)
        .hasMessageContaining("seq");
  }

  private static JsonValue.Fields read(String text) {
    return JsonText.object(Bytes.wrap(text.getBytes(StandardCharsets.UTF_8)));
  }
}
