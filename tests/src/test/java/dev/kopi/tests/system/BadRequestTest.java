package dev.kopi.tests.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kopi.adapters.json.Json;
import dev.kopi.adapters.rpc.JwtSecret;
import dev.kopi.adapters.rpc.http.HttpEndpoint;
import dev.kopi.adapters.rpc.http.HttpResponse;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * Invalid requests on every port of a running rollup are answered by errors, and nothing stalls.
 */
class BadRequestTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final int PARSE_ERROR = -32700;
  private static final int INVALID_REQUEST = -32600;
  private static final int METHOD_NOT_FOUND = -32601;
  private static final int INTERNAL_ERROR = -32603;

  @TempDir private Path directory = Path.of("");

  @Test
  void everyPortAnswersWhatIsWrongAndTheChainGoesOn() {
    try (SystemRollup rollup = SystemRollup.start(directory)) {
      rollup.awaitSafe(1);
      Map<URI, Map<String, String>> ports = new LinkedHashMap<>();
      ports.put(URI.create(rollup.l1Url()), Map.of());
      ports.put(rollup.sequencer.rpcUrl(), Map.of());
      ports.put(rollup.sequencer.nodeUrl(), Map.of());
      ports.put(rollup.verifier.nodeUrl(), Map.of());
      ports.put(rollup.sequencer.engineUrl(), bearer(rollup.jwt(), now()));
      ports.forEach(BadRequestTest::refusesWhatIsNoRequest);
      refusesWrongTokens(rollup);
      refusesWhatIsNoTransaction(rollup);
      refusesWrongParameters(rollup);
      refusesWrongPayloads(rollup);
      refusesWrongPathsOfTheBeaconApi(rollup);
      rollup.awaitProgress(3);
      rollup.requireAgreement();
    }
  }

  private static long now() {
    return System.currentTimeMillis() / 1000;
  }

  private static Map<String, String> bearer(JwtSecret secret, long issuedAtSeconds) {
    return Map.of("Authorization", "Bearer " + secret.token(issuedAtSeconds));
  }

  private static void refusesWhatIsNoRequest(URI port, Map<String, String> headers) {
    for (String text :
        List.of("{", "nonsense", "\u0000\u0001", "[".repeat(100_000), "{\"a\":".repeat(50_000))) {
      assertThat(code(post(port, headers, text)))
          .as(port + " " + brief(text))
          .isEqualTo(PARSE_ERROR);
    }
    for (String text :
        List.of(
            "[]",
            "17",
            "null",
            "{}",
            "{\"jsonrpc\":\"1.0\",\"id\":1,\"method\":\"x\"}",
            "{\"jsonrpc\":\"2.0\",\"id\":1}",
            "{\"jsonrpc\":\"2.0\",\"id\":{},\"method\":\"x\"}",
            "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":7}")) {
      assertThat(code(post(port, headers, text)))
          .as(port + " " + brief(text))
          .isEqualTo(INVALID_REQUEST);
    }
    assertThat(code(call(port, headers, "no_such_method"))).isEqualTo(METHOD_NOT_FOUND);
    Random random = new Random(6);
    for (int i = 0; i < 20; i++) {
      byte[] noise = new byte[1 + random.nextInt(2000)];
      random.nextBytes(noise);
      HttpResponse answer = send(port, headers, noise);
      assertThat(answer.status()).isEqualTo(200);
      assertThat(code(answer)).isIn(PARSE_ERROR, INVALID_REQUEST);
    }
    String tooMany = "[" + "{},".repeat(5000) + "{}]";
    assertThat(new String(post(port, headers, tooMany).body().toArray(), StandardCharsets.UTF_8))
        .contains("batch too large");
  }

  private static void refusesWrongTokens(SystemRollup rollup) {
    URI port = rollup.sequencer.engineUrl();
    String call = request("eth_chainId");
    JwtSecret other = JwtSecret.random();
    List<Map<String, String>> wrong =
        List.of(
            Map.of(),
            Map.of("Authorization", "Bearer"),
            Map.of("Authorization", "Bearer a.b.c"),
            Map.of("Authorization", "Basic dXNlcjpwYXNz"),
            bearer(other, now()),
            bearer(rollup.jwt(), now() - 3600),
            bearer(rollup.jwt(), now() + 3600));
    for (Map<String, String> headers : wrong) {
      HttpResponse answer = send(port, headers, call.getBytes(StandardCharsets.UTF_8));
      assertThat(answer.status()).isEqualTo(401);
      assertThat(new String(answer.body().toArray(), StandardCharsets.UTF_8)).isNotBlank();
    }
    assertThat(result(call(port, bearer(rollup.jwt(), now()), "eth_chainId"))).isEqualTo("0x385");
  }

  private static void refusesWhatIsNoTransaction(SystemRollup rollup) {
    Random random = new Random(7);
    for (URI port :
        List.of(rollup.sequencer.rpcUrl(), rollup.verifier.rpcUrl(), URI.create(rollup.l1Url()))) {
      for (String text :
          List.of(
              "\"\"",
              "\"0x\"",
              "\"0x00\"",
              "\"0x7e\"",
              "\"0x7ef83c\"",
              "\"0x02c0\"",
              "\"0x03c0\"",
              "\"0x04c0\"",
              "\"0xzz\"",
              "\"0xf8\"",
              "7",
              "null",
              "{}")) {
        assertThat(errorOf(call(port, Map.of(), "eth_sendRawTransaction", text))).as(text).isTrue();
      }
      for (int i = 0; i < 30; i++) {
        byte[] noise = new byte[1 + random.nextInt(300)];
        random.nextBytes(noise);
        noise[0] = (byte) random.nextInt(6);
        String hex = "\"" + dev.kopi.core.primitives.Hex.encode(noise) + "\"";
        assertThat(errorOf(call(port, Map.of(), "eth_sendRawTransaction", hex))).isTrue();
      }
    }
  }

  private static void refusesWrongParameters(SystemRollup rollup) {
    for (URI port : List.of(rollup.sequencer.nodeUrl(), rollup.verifier.nodeUrl())) {
      for (String method :
          List.of(
              "optimism_outputAtBlock",
              "optimism_safeHeadAtL1Block",
              "admin_startSequencer",
              "admin_postUnsafePayload")) {
        for (String text :
            List.of("", "\"0x\"", "\"nonsense\"", "\"0x" + "f".repeat(100) + "\"", "[]", "{}")) {
          assertThat(errorOf(call(port, Map.of(), method, text))).as(method + text).isTrue();
        }
      }
      // Go reads an empty string as the number 0, and as no hash.
      assertThat(errorOf(call(port, Map.of(), "optimism_outputAtBlock", "\"\""))).isFalse();
      assertThat(errorOf(call(port, Map.of(), "admin_startSequencer", "\"\""))).isTrue();
      // Beyond the head.
      assertThat(errorOf(call(port, Map.of(), "optimism_outputAtBlock", "\"0xffffffffff\"")))
          .isTrue();
    }
  }

  private static void refusesWrongPayloads(SystemRollup rollup) {
    URI port = rollup.verifier.engineUrl();
    Map<String, String> headers = bearer(rollup.jwt(), now());
    for (String method :
        List.of("engine_newPayloadV3", "engine_forkchoiceUpdatedV3", "engine_getPayloadV3")) {
      for (String text : List.of("", "{}", "null,null,null", "7", "\"0x01\"")) {
        assertThat(errorOf(call(port, headers, method, text))).as(method + text).isTrue();
      }
    }
    String unknown = "\"0x" + "11".repeat(32) + "\"";
    String state =
        "{\"headBlockHash\":"
            + unknown
            + ",\"safeBlockHash\":"
            + unknown
            + ",\"finalizedBlockHash\":"
            + unknown
            + "}";
    JsonNode answer =
        Json.parse(
            call(port, headers, "engine_forkchoiceUpdatedV3", state + ",null").body().toArray());
    assertThat(answer.path("result").path("payloadStatus").path("status").stringValue(""))
        .isEqualTo("SYNCING");
  }

  private static void refusesWrongPathsOfTheBeaconApi(SystemRollup rollup) {
    Map<String, Integer> expected =
        Map.of(
            "/eth/v1/beacon/blobs/nonsense", 400,
            "/eth/v1/beacon/blobs/-1", 400,
            "/eth/v1/beacon/blobs/99999999999999999999999", 400,
            "/eth/v1/beacon/blobs/99999999", 404,
            "/eth/v1/beacon/blobs/1?versioned_hashes=0x12", 400,
            "/eth/v1/beacon/blobs/../../genesis", 404,
            "/eth/v2/beacon/nothing", 404);
    expected.forEach((path, status) -> {
      HttpEndpoint client = new HttpEndpoint(URI.create(rollup.beacon().url()), 1 << 20);
      assertThat(client.get(path, Map.of(), TIMEOUT).status()).as(path).isEqualTo(status);
    });
  }

  private static String request(String method, String... params) {
    return "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\""
        + method
        + "\",\"params\":["
        + String.join(",", params)
        + "]}";
  }

  private static HttpResponse call(
      URI port, Map<String, String> headers, String method, String... params) {
    return post(port, headers, request(method, params));
  }

  private static HttpResponse post(URI port, Map<String, String> headers, String text) {
    HttpResponse answer = send(port, headers, text.getBytes(StandardCharsets.UTF_8));
    assertThat(answer.status()).isEqualTo(200);
    return answer;
  }

  private static HttpResponse send(URI port, Map<String, String> headers, byte[] body) {
    Map<String, String> all = new LinkedHashMap<>(headers);
    all.put("Content-Type", "application/json");
    return new HttpEndpoint(port, 1 << 20).post("", all, body, TIMEOUT);
  }

  /** Whether the answer is an error that blames the caller. */
  private static boolean errorOf(HttpResponse answer) {
    int code = code(answer);
    return code != 0 && code != INTERNAL_ERROR;
  }

  private static int code(HttpResponse answer) {
    return Json.parse(answer.body().toArray()).path("error").path("code").intValue(0);
  }

  private static String result(HttpResponse answer) {
    return Json.parse(answer.body().toArray()).path("result").stringValue("");
  }

  private static String brief(String text) {
    return text.length() < 40 ? text : text.substring(0, 40);
  }
}
