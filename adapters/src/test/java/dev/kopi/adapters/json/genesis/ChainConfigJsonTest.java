package dev.kopi.adapters.json.genesis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kopi.adapters.json.Json;
import dev.kopi.core.chain.spec.OpFork;
import dev.kopi.core.primitives.DecodeException;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

class ChainConfigJsonTest {
  private final ObjectNode config =
      (ObjectNode)
          Json.parse(
              """
              {"chainId": 901, "eip155Block": 0, "bedrockBlock": 0, "canyonTime": 0, "bpo1Time": 5,
               "optimism": {"eip1559Elasticity": 6, "eip1559Denominator": 50},
               "clique": null, "somethingElse": 1}
              """);

  @ParameterizedTest
  @CsvSource({
    "holocenTime, holoceneTime",
    "holocene_time, holoceneTime",
    "pragTime, pragueTime",
    "berlinblock, berlinBlock",
    "lagonTime, lagoonTime",
  })
  void refusesAMisspeltForkKeyOfAFile(String key, String meant) {
    config.put(key, 5);
    assertThatThrownBy(() -> ChainConfigJson.readFile(config))
        .isInstanceOf(DecodeException.class)
        .hasMessage("unknown key " + key + ": did you mean " + meant + "?");
  }

  @Test
  void passesOverOtherKeysAndNulls() {
    config.putNull("holocenTime").putNull("holoceneTime");
    assertThat(
            Objects.requireNonNull(ChainConfigJson.readFile(config).op()).activation(OpFork.CANYON))
        .isZero();
  }

  @Test
  void namesScheduledForksThatAreNotSupported() {
    config.put("lagoonTime", 1796918401L).put("amsterdamTime", "0x10");
    assertThat(ChainConfigJson.unsupportedForks(config))
        .containsEntry("lagoon", 1796918401L)
        .containsEntry("amsterdam", 16L)
        .hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1", "0", "18446744073709551616", "\"0xzz\"", "\"-5\"", "1.5", "{}"})
  void namesAChainIdThatIsNone(String id) {
    config.set("chainId", Json.parse(id));
    assertThatThrownBy(() -> ChainConfigJson.readFile(config))
        .isInstanceOf(DecodeException.class)
        .hasMessageStartingWith("field chainId is ")
        .hasMessageContaining("it must be a number from ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1", "\"x\"", "18446744073709551616"})
  void namesAForkTimeThatIsNone(String time) {
    config.set("canyonTime", Json.parse(time));
    assertThatThrownBy(() -> ChainConfigJson.readFile(config))
        .isInstanceOf(DecodeException.class)
        .hasMessageStartingWith("field canyonTime is ");
  }
}
