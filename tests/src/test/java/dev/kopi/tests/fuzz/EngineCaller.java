package dev.kopi.tests.fuzz;

import dev.kopi.adapters.json.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Calls one engine over HTTP with a token: whatever program it is. */
final class EngineCaller {
  private final HttpClient client = HttpClient.newHttpClient();
  private final URI uri;
  private final SecretKeySpec secret;

  EngineCaller(String url, byte[] secret) {
    this.uri = URI.create(url);
    this.secret = new SecretKeySpec(secret, "HmacSHA256");
  }

  /** The whole answer: with {@code result} or {@code error}. */
  JsonNode call(String method, ArrayNode params) throws IOException, InterruptedException {
    ObjectNode request = Json.object();
    request.put("jsonrpc", "2.0").put("id", 1).put("method", method).set("params", params);
    HttpRequest http =
        HttpRequest.newBuilder(uri)
            .header("Content-Type", "application/json")
            .header("Authorization", "Bearer " + token())
            .POST(HttpRequest.BodyPublishers.ofString(Json.text(request)))
            .build();
    return Json.parse(client.send(http, HttpResponse.BodyHandlers.ofByteArray()).body());
  }

  private String token() {
    Base64.Encoder base64 = Base64.getUrlEncoder().withoutPadding();
    String claims = "{\"iat\":" + System.currentTimeMillis() / 1000 + "}";
    String head =
        base64.encodeToString(
                "{\"alg\":\"HS256\",\"typ\":\"JWT\"}".getBytes(StandardCharsets.UTF_8))
            + "."
            + base64.encodeToString(claims.getBytes(StandardCharsets.UTF_8));
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(secret);
      byte[] signature = mac.doFinal(head.getBytes(StandardCharsets.UTF_8));
      return head + "." + base64.encodeToString(signature);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
