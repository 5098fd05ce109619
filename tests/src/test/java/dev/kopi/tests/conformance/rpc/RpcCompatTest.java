package dev.kopi.tests.conformance.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kopi.adapters.json.Json;
import dev.kopi.adapters.json.genesis.GenesisJson;
import dev.kopi.core.execution.block.Genesis;
import dev.kopi.tests.conformance.ZippedJson;
import dev.kopi.tests.testkit.RunningEngine;
import dev.kopi.tests.testkit.Vectors;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The published request and answer pairs, asked of an engine that imported the published chain.
 *
 * <p>As the publisher's own runner does, answers are compared field by field, with two exceptions:
 * the text of an error is the client's own, and a case that says {@code speconly} holds answers to
 * their form alone.
 *
 * @see <a href="https://github.com/ethereum/execution-apis/tree/main/tests">Test format</a>
 */
class RpcCompatTest {
  /** Cases whose answer may differ in value, by name, with the reason. */
  private static final Map<String, String> FORM_ALONE =
      Map.of(
          "eth_capabilities/get-capabilities.io",
          "the recording client deletes old log indices, this one has none to delete",
          "testing_buildBlockV1/build-block-from-mempool.io",
          "the recording client took one transaction of its pool, this one takes all that fit");

  private final HttpClient http = HttpClient.newHttpClient();

  @Test
  void answersAsPublished() throws Exception {
    try (ZipFile zip = Vectors.zip("rpc-compat.zip")) {
      Genesis genesis = GenesisJson.read(ZippedJson.read(zip, "genesis.json"));
      List<String> failures = new ArrayList<>();
      List<String> cases = RpcCompatChain.cases(zip);
      int exchanges = 0;
      int loose = 0;
      try (RunningEngine engine = new RunningEngine(genesis)) {
        RpcCompatChain.insert(zip, engine);
        for (String name : cases) {
          String text = RpcCompatChain.text(zip, name);
          boolean formAlone = text.contains("// speconly:") && FORM_ALONE.containsKey(name);
          loose += formAlone ? 1 : 0;
          for (RpcCompatChain.Exchange exchange : RpcCompatChain.exchanges(text)) {
            exchanges++;
            JsonNode answer = ask(engine.server().httpUrl(), exchange.request());
            JsonNode expected = Json.parse(exchange.response().getBytes(StandardCharsets.UTF_8));
            String difference =
                formAlone
                    ? JsonComparison.ofForm(expected, answer)
                    : JsonComparison.ofValues(
                        withoutErrorText(expected, answer), withoutErrorText(answer, expected));
            if (difference != null) {
              failures.add(name + ": " + difference + "\n    " + shorten(answer.toString()));
              break;
            }
          }
        }
      }
      System.out.println(
          "rpc-compat: "
              + (cases.size() - failures.size())
              + " passed, "
              + failures.size()
              + " failed, 0 skipped, of "
              + cases.size()
              + " cases with "
              + exchanges
              + " exchanges; by form alone: "
              + loose);
      assertThat(failures).isEmpty();
      assertThat(cases).hasSize(232);
    }
  }

  private JsonNode ask(String url, String request) throws IOException, InterruptedException {
    HttpResponse<byte[]> response =
        http.send(
            HttpRequest.newBuilder(URI.create(url))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(request))
                .build(),
            HttpResponse.BodyHandlers.ofByteArray());
    assertThat(response.statusCode()).isEqualTo(200);
    return Json.parse(response.body());
  }

  /** Without the text of the error when both have one. */
  private static JsonNode withoutErrorText(JsonNode node, JsonNode other) {
    if (node.has("error") && other.has("error")) {
      ObjectNode copy = (ObjectNode) node.deepCopy();
      ((ObjectNode) copy.get("error")).remove("message");
      return copy;
    }
    return node;
  }

  private static String shorten(String text) {
    return text.length() <= 400 ? text : text.substring(0, 400) + "…";
  }
}
