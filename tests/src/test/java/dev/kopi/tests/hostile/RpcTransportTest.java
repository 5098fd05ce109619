package dev.kopi.tests.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kopi.adapters.json.Json;
import dev.kopi.adapters.json.genesis.GenesisJson;
import dev.kopi.adapters.rpc.JwtSecret;
import dev.kopi.adapters.rpc.server.RpcServerConfig;
import dev.kopi.tests.conformance.ZippedJson;
import dev.kopi.tests.testkit.RunningEngine;
import dev.kopi.tests.testkit.Vectors;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipFile;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What strangers do to a port below the level of methods. */
class RpcTransportTest {
  private static final int PARSE_ERROR = -32700;
  private static final int INVALID_REQUEST = -32600;
  private static final int METHOD_NOT_FOUND = -32601;
  private static final int INVALID_PARAMS = -32602;
  private static final int FLOODS = 8;
  private static final String GOOD =
      "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"eth_blockNumber\",\"params\":[]}";

  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();
  private final JwtSecret secret = JwtSecret.fromHex("0x" + "5a".repeat(32));
  private RunningEngine open = start(null);
  private RunningEngine closed = start(secret);

  private static RunningEngine start(@Nullable JwtSecret secret) {
    try (ZipFile zip = Vectors.zip("rpc-compat.zip")) {
      RpcServerConfig config =
          secret == null
              ? RpcServerConfig.open("127.0.0.1", 0)
              : RpcServerConfig.authenticated("127.0.0.1", 0, secret);
      return new RunningEngine(GenesisJson.read(ZippedJson.read(zip, "genesis.json")), config);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @BeforeEach
  void isUp() throws Exception {
    assertServes();
  }

  /** Whatever was done, the server goes on. */
  @AfterEach
  void goesOn() throws Exception {
    assertServes();
    open.close();
    closed.close();
  }

  private void assertServes() throws Exception {
    assertThat(Json.parse(post(open, GOOD.getBytes(StandardCharsets.UTF_8)).body()).path("result"))
        .isEqualTo(Json.parse("\"0x0\""));
  }

  private HttpResponse<byte[]> post(RunningEngine engine, byte[] body, String... headers)
      throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(engine.server().httpUrl()))
            .timeout(Duration.ofSeconds(60))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofByteArray(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
  }

  @Test
  void namesWhatIsWrongWithABody() throws Exception {
    Map<String, Integer> expected = new LinkedHashMap<>();
    expected.put("{", PARSE_ERROR);
    expected.put("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"eth_blockNumber\"", PARSE_ERROR);
    expected.put("[" + GOOD, PARSE_ERROR);
    expected.put(GOOD + "}", PARSE_ERROR);
    expected.put("nonsense", PARSE_ERROR);
    expected.put("{'jsonrpc':'2.0'}", PARSE_ERROR);
    expected.put("[".repeat(100_000), PARSE_ERROR);
    expected.put("[".repeat(5000) + "]".repeat(5000), PARSE_ERROR);
    expected.put("{\"a\":".repeat(5000) + "1" + "}".repeat(5000), PARSE_ERROR);
    expected.put("{\"id\":1,\"id\":2}", PARSE_ERROR);
    expected.put("{\"id\":" + "9".repeat(1_000_000) + "}", PARSE_ERROR);
    expected.put("\u0000", PARSE_ERROR);
    expected.put("null", INVALID_REQUEST);
    expected.put("42", INVALID_REQUEST);
    expected.put("\"eth_blockNumber\"", INVALID_REQUEST);
    expected.put("[]", INVALID_REQUEST);
    expected.put("{}", INVALID_REQUEST);
    expected.put(GOOD.replace("\"2.0\"", "\"1.0\""), INVALID_REQUEST);
    expected.put(GOOD.replace("\"eth_blockNumber\"", "7"), INVALID_REQUEST);
    expected.put(GOOD.replace("\"id\":1", "\"id\":{}"), INVALID_REQUEST);
    expected.put(GOOD.replace("eth_blockNumber", "eth_steal"), METHOD_NOT_FOUND);
    expected.put(GOOD.replace("eth_blockNumber", ""), METHOD_NOT_FOUND);
    expected.put(GOOD.replace("eth_blockNumber", "x".repeat(1_000_000)), METHOD_NOT_FOUND);
    expected.put(GOOD.replace("[]", "{\"a\":1}"), INVALID_PARAMS);
    expected.put(GOOD.replace("[]", "\"x\""), INVALID_PARAMS);
    for (Map.Entry<String, Integer> one : expected.entrySet()) {
      String text = one.getKey().substring(0, Math.min(80, one.getKey().length()));
      HttpResponse<byte[]> answer = post(open, one.getKey().getBytes(StandardCharsets.UTF_8));
      assertThat(answer.statusCode()).as(text).isEqualTo(200);
      JsonNode json = Json.parse(answer.body());
      assertThat(json.path("error").path("code").asInt()).as(text).isEqualTo(one.getValue());
      assertThat(answer.body().length).as(text).isLessThan(1000);
    }
    byte[] notText = GOOD.getBytes(StandardCharsets.UTF_8);
    notText[20] = (byte) 0xff;
    assertThat(Json.parse(post(open, notText).body()).path("error").path("code").asInt())
        .isEqualTo(PARSE_ERROR);
    System.out.println("malformed bodies: " + (expected.size() + 1) + " answered with their codes");
  }

  @Test
  void boundsBodiesAndBatches() throws Exception {
    assertThat(post(open, new byte[6 << 20]).statusCode()).isEqualTo(413);
    assertThat(Json.parse(post(open, batch(1000)).body()).size()).isEqualTo(1000);
    JsonNode refused = Json.parse(post(open, batch(1001)).body());
    assertThat(refused.size()).isEqualTo(1);
    assertThat(refused.get(0).path("error").path("code").asInt()).isEqualTo(INVALID_REQUEST);
    JsonNode mixed =
        Json.parse(
            post(open, ("[1,null,[]," + GOOD + ",{}]").getBytes(StandardCharsets.UTF_8)).body());
    assertThat(mixed.size()).isEqualTo(5);
    assertThat(mixed.get(3).path("result").stringValue()).isEqualTo("0x0");
  }

  private static byte[] batch(int size) {
    return ("[" + String.join(",", java.util.Collections.nCopies(size, GOOD)) + "]")
        .getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void servesOthersWhileSlowClientsHoldConnections() throws Exception {
    List<Socket> slow = new ArrayList<>();
    long before = usedBytes();
    try {
      for (int i = 0; i < 200; i++) {
        Socket socket = new Socket("127.0.0.1", open.server().port());
        slow.add(socket);
        OutputStream out = socket.getOutputStream();
        String head =
            "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                + (i % 2 == 0 ? "Content-Length: 100000\r\n\r\n{" : "Content-Le");
        out.write(head.getBytes(StandardCharsets.US_ASCII));
        out.flush();
      }
      for (int i = 0; i < 50; i++) {
        assertServes();
      }
      assertThat(usedBytes() - before).isLessThan(64L << 20);
    } finally {
      for (Socket socket : slow) {
        socket.close();
      }
    }
  }

  private static long usedBytes() {
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }

  @Test
  void takesNoTokenButAGoodOne() throws Exception {
    long now = Instant.now().getEpochSecond();
    byte[] body = GOOD.getBytes(StandardCharsets.UTF_8);
    String hs256 = "{\"alg\":\"HS256\",\"typ\":\"JWT\"}";
    String issued = "{\"iat\":" + now + "}";
    byte[] key = new byte[32];
    java.util.Arrays.fill(key, (byte) 0x5a);
    assertThat(
            post(closed, body, "Authorization", "Bearer " + token(hs256, issued, key)).statusCode())
        .isEqualTo(200);
    Map<String, String> bad = new LinkedHashMap<>();
    bad.put("another secret", token(hs256, issued, new byte[32]));
    bad.put("algorithm none, signed", token("{\"alg\":\"none\"}", issued, key));
    String unsigned = base64("{\"alg\":\"none\"}") + "." + base64(issued) + ".";
    bad.put("algorithm none, unsigned", unsigned);
    bad.put("another algorithm", token("{\"alg\":\"HS512\"}", issued, key));
    bad.put("no algorithm", token("{}", issued, key));
    bad.put("stale", token(hs256, "{\"iat\":" + (now - 120) + "}", key));
    bad.put("future", token(hs256, "{\"iat\":" + (now + 120) + "}", key));
    bad.put("no time of issue", token(hs256, "{}", key));
    bad.put("time of issue is text", token(hs256, "{\"iat\":\"" + now + "\"}", key));
    bad.put("time of issue beyond all numbers", token(hs256, "{\"iat\":1e300}", key));
    bad.put("expired", token(hs256, "{\"iat\":" + now + ",\"exp\":" + (now - 5) + "}", key));
    bad.put("claims are a list", token(hs256, "[]", key));
    bad.put("claims are no JSON", token(hs256, "{", key));
    bad.put("two parts", "a.b");
    bad.put("no base64", "§.§.§");
    bad.put("very long", "a".repeat(20_000));
    for (Map.Entry<String, String> one : bad.entrySet()) {
      String value = one.getValue().replace("§", "%");
      assertThat(post(closed, body, "Authorization", "Bearer " + value).statusCode())
          .as(one.getKey())
          .isEqualTo(401);
      assertThat(upgrade(closed, "Authorization: Bearer " + value))
          .as(one.getKey())
          .contains(" 401");
    }
    assertThat(post(closed, body).statusCode()).isEqualTo(401);
    assertThat(post(closed, body, "Authorization", "Basic eDp5").statusCode()).isEqualTo(401);
    System.out.println("bad tokens: " + (bad.size() + 2) + " refused over HTTP and WebSocket");
  }

  private static String token(String header, String claims, byte[] key)
      throws GeneralSecurityException {
    String signed = base64(header) + "." + base64(claims);
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(key, "HmacSHA256"));
    byte[] signature = mac.doFinal(signed.getBytes(StandardCharsets.US_ASCII));
    return signed + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(signature);
  }

  private static String base64(String text) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  /** The first line that answers a WebSocket handshake. */
  private static String upgrade(RunningEngine engine, String header) throws IOException {
    try (Socket socket = new Socket("127.0.0.1", engine.server().port())) {
      socket.setSoTimeout(10_000);
      socket.getOutputStream().write(handshake(header));
      return line(socket.getInputStream());
    }
  }

  private static byte[] handshake(String header) {
    return ("GET / HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"
            + (header.isEmpty() ? "" : header + "\r\n")
            + "\r\n")
        .getBytes(StandardCharsets.ISO_8859_1);
  }

  private static String line(InputStream in) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
      out.write(c);
    }
    return out.toString(StandardCharsets.ISO_8859_1);
  }

  private Socket webSocket() throws IOException {
    Socket socket = new Socket("127.0.0.1", open.server().port());
    socket.setSoTimeout(30_000);
    socket.getOutputStream().write(handshake(""));
    while (!line(socket.getInputStream()).isBlank()) {
      // The headers of the answer.
    }
    return socket;
  }

  /** A masked frame whose mask is zero. */
  private static byte[] frame(int first, byte[] payload) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(first);
    if (payload.length < 126) {
      out.write(0x80 | payload.length);
    } else {
      out.write(0x80 | 126);
      out.write(payload.length >> 8);
      out.write(payload.length);
    }
    out.writeBytes(new byte[4]);
    out.writeBytes(payload);
    return out.toByteArray();
  }

  @Test
  void endsWebSocketsThatBreakTheProtocol() throws Exception {
    byte[] huge = {(byte) 0x81, (byte) 0xff, 0x3f, -1, -1, -1, -1, -1, -1, -1, 0, 0, 0, 0};
    byte[] negative = {(byte) 0x81, (byte) 0xff, -1, -1, -1, -1, -1, -1, -1, -1, 0, 0, 0, 0};
    Map<String, byte[]> breaches = new LinkedHashMap<>();
    breaches.put("not masked", new byte[] {(byte) 0x81, 2, '{', '}'});
    breaches.put("reserved bits", frame(0xf1, new byte[2]));
    breaches.put("unknown operation", frame(0x8f, new byte[2]));
    breaches.put("continuation of nothing", frame(0x80, new byte[2]));
    breaches.put("a long ping", frame(0x89, new byte[200]));
    breaches.put("two to the 62 bytes", huge);
    breaches.put("a negative length", negative);
    for (Map.Entry<String, byte[]> one : breaches.entrySet()) {
      try (Socket socket = webSocket()) {
        socket.getOutputStream().write(one.getValue());
        socket.getOutputStream().flush();
        byte[] answer = socket.getInputStream().readAllBytes();
        assertThat(answer[0] & 0xff).as(one.getKey()).isEqualTo(0x88);
        int code = (answer[2] & 0xff) << 8 | (answer[3] & 0xff);
        assertThat(code).as(one.getKey()).isIn(1002, 1009);
      }
    }
    System.out.println("broken WebSocket frames: " + breaches.size() + " connections closed");
  }

  @Test
  void outlivesFloodsOverWebSocket() throws Exception {
    long before = usedBytes();
    byte[] call = frame(0x81, GOOD.getBytes(StandardCharsets.UTF_8));
    byte[] ping = frame(0x89, new byte[100]);
    List<Socket> sockets = new ArrayList<>();
    List<Thread> floods = new ArrayList<>();
    try {
      // Writers that never read what is answered, until nothing more is taken from them.
      for (int i = 0; i < FLOODS; i++) {
        Socket socket = webSocket();
        sockets.add(socket);
        byte[] message = i % 2 == 0 ? call : ping;
        floods.add(Thread.ofPlatform().daemon().start(() -> flood(socket, message)));
      }
      long slowest = 0;
      for (int i = 0; i < 10; i++) {
        long start = System.nanoTime();
        assertServes();
        slowest = Math.max(slowest, System.nanoTime() - start);
      }
      System.out.println(
          "slowest answer beside " + FLOODS + " floods: " + slowest / 1_000_000 + " ms");
      assertThat(slowest).isLessThan(Duration.ofSeconds(10).toNanos());
      assertThat(usedBytes() - before).isLessThan(96L << 20);
    } finally {
      for (Socket socket : sockets) {
        socket.close();
      }
      for (Thread flood : floods) {
        flood.join(10_000);
      }
    }
  }

  private static void flood(Socket socket, byte[] message) {
    try {
      OutputStream out = socket.getOutputStream();
      for (int i = 0; i < 1_000_000; i++) {
        out.write(message);
      }
    } catch (IOException e) {
      // The server, or the end of the test, hung up.
    }
  }

  @Test
  void answersCheapCallsWhileCostlyOnesRun() throws Exception {
    // An endless loop: it ends when the cap of gas is reached.
    String loop =
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"eth_call\",\"params\":[{\"to\":\"0x"
            + "11".repeat(20)
            + "\"},\"latest\",{\"0x"
            + "11".repeat(20)
            + "\":{\"code\":\"0x5b600056\"}}]}";
    List<Thread> callers = new ArrayList<>();
    List<Integer> codes = java.util.Collections.synchronizedList(new ArrayList<>());
    for (int i = 0; i < 24; i++) {
      callers.add(
          Thread.ofVirtual()
              .start(() -> {
                try {
                  byte[] answer = post(open, loop.getBytes(StandardCharsets.UTF_8)).body();
                  codes.add(Json.parse(answer).path("error").path("code").asInt());
                } catch (Exception e) {
                  codes.add(0);
                }
              }));
    }
    long slowest = 0;
    for (int i = 0; i < 20; i++) {
      long start = System.nanoTime();
      assertServes();
      slowest = Math.max(slowest, System.nanoTime() - start);
    }
    for (Thread caller : callers) {
      caller.join();
    }
    assertThat(codes).hasSize(24).allMatch(code -> code == -32000 || code == -32005);
    System.out.println(
        "24 endless calls at once: all ended; a cheap call waited at most "
            + slowest / 1_000_000
            + " ms");
    assertThat(slowest).isLessThan(Duration.ofSeconds(5).toNanos());
  }
}
