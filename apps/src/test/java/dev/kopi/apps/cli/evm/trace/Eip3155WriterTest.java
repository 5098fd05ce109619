package dev.kopi.apps.cli.evm.trace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kopi.adapters.crypto.NativeCrypto;
import dev.kopi.adapters.json.Json;
import dev.kopi.apps.cli.evm.fixture.TestCodes;
import dev.kopi.apps.cli.evm.statetest.StateTestReader;
import dev.kopi.apps.cli.evm.statetest.StateTestRunner;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Traces of failing operations, with go-ethereum's error texts and gas costs. */
class Eip3155WriterTest {
  private static final String CONTRACT = "0x00000000000000000000000000000000000c0de1";

  /** Traces a call of code at London; each line is an operation or the end of a frame. */
  private static List<JsonNode> trace(String code) {
    String test =
        """
        {"trace": {
          "env": {"currentCoinbase": "0x00000000000000000000000000000000000000c0",
            "currentGasLimit": "0x1000000", "currentNumber": "0x1", "currentTimestamp": "0x1",
            "currentDifficulty": "0x1", "currentBaseFee": "0x1"},
          "pre": {"%s": {"balance": "0x0", "nonce": "0x1", "code": "0x%s", "storage": {}},
            "0xa94f5374fce5edbc8e2a8697c15331677e6ebf0b":
              {"balance": "0xffffffffffff", "nonce": "0x0", "code": "0x", "storage": {}}},
          "transaction": {"data": ["0x"], "gasLimit": ["0x61a80"], "gasPrice": "0x1",
            "nonce": "0x0", "to": "%s", "value": ["0x0"],
            "sender": "0xa94f5374fce5edbc8e2a8697c15331677e6ebf0b"},
          "post": {"London": [{"hash": "0x00", "logs": "0x00",
            "indexes": {"data": 0, "gas": 0, "value": 0}}]}}}
        """
            .formatted(CONTRACT, code, CONTRACT);
    StringWriter text = new StringWriter();
    StateTestRunner runner =
        new StateTestRunner(
            NativeCrypto.create(),
            TestCodes.create(false),
            new Eip3155Writer(new PrintWriter(text, true)));
    StateTestReader.read(test.getBytes(StandardCharsets.UTF_8), runner::run);
    List<JsonNode> lines = new ArrayList<>();
    text.toString()
        .lines()
        .forEach(line -> lines.add(Json.parse(line.getBytes(StandardCharsets.UTF_8))));
    return lines;
  }

  private static String field(JsonNode line, String name) {
    return line.path(name).asString("");
  }

  @Test
  void tellsHowManyWordsAreMissing() {
    JsonNode add = trace("600101").get(1);
    assertThat(field(add, "error")).isEqualTo("stack underflow (1 <=> 2)");
    assertThat(field(add, "gasCost")).isEqualTo("0x3");
    JsonNode log = trace("6001a1").get(1);
    assertThat(field(log, "error")).isEqualTo("stack underflow (1 <=> 3)");
    assertThat(field(log, "gasCost")).isEqualTo("0x0");
  }

  @Test
  void tellsMemoryWithoutAPriceFromMemoryBeyondAllNumbers() {
    JsonNode vast = trace("677fffffffffffffff51").get(1);
    assertThat(field(vast, "error")).isEqualTo("out of gas: gas uint64 overflow");
    JsonNode beyond = trace("67ffffffffffffffff51").get(1);
    assertThat(field(beyond, "error")).isEqualTo("gas uint64 overflow");
    assertThat(field(beyond, "gasCost")).isEqualTo("0x3");
  }

  @Test
  void pricesMemoryWhoseWordsHaveAWideSquare() {
    // KECCAK256 of 100,000,000,000 bytes.
    JsonNode hash = trace("64174876e800600020").get(2);
    long words = 3_125_000_000L;
    long price = 30 + 9 * words + Long.divideUnsigned(words * words, 512);
    assertThat(field(hash, "error")).isEqualTo("out of gas");
    assertThat(field(hash, "gasCost")).isEqualTo("0x" + Long.toHexString(price));
  }

  @Test
  void tellsWhyAPrecompileFailed() {
    List<JsonNode> blake = trace("60006000600060006000600961ffff f100".replace(" ", ""));
    assertThat(blake)
        .anySatisfy(line -> assertThat(field(line, "error")).isEqualTo("invalid input length"));
    // The point (1, 1) is on no curve.
    List<JsonNode> add =
        trace("60016000526001602052600060006040600060006006 61fffff100".replace(" ", ""));
    assertThat(add)
        .anySatisfy(line -> assertThat(field(line, "error")).isEqualTo("point is not on curve"));
  }

  @Test
  void showsCodeThatMayNotBeDeployed() {
    // Init code: MSTORE8(0, 0xef), RETURN(0, 1).
    List<JsonNode> lines = trace("6960ef60005360016000f3600052600a60166000f000");
    assertThat(lines)
        .anySatisfy(line -> {
          assertThat(field(line, "error")).isEqualTo("invalid code: must not begin with 0xef");
          assertThat(field(line, "output")).isEqualTo("ef");
        });
  }

  @Test
  void showsNoOperationOfEmptyInitCode() {
    List<JsonNode> lines = trace("600060006000f000");
    assertThat(lines.stream().filter(line -> line.path("depth").asInt(0) == 2)).isEmpty();
  }
}
