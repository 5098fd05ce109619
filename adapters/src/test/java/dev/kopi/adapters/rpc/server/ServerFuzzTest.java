package dev.kopi.adapters.rpc.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kopi.adapters.rpc.dispatch.RpcMethods;
import dev.kopi.adapters.rpc.transport.Transport;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Broken requests and frames end their connections, and nothing else. */
class ServerFuzzTest {
  private static final int CASES = 600;
  private static final int THREADS = 8;
  private static final int READ_MILLIS = 30;
  private static final List<Logger> HELIDON =
      List.of(
          Logger.getLogger("io.helidon.webserver.ConnectionHandler"),
          Logger.getLogger("io.helidon.webserver.http1.Http1Connection"));

  private final long seed = Long.getLong("kopi.seed", 20_261_130L);
  private final List<String> escaped = new CopyOnWriteArrayList<>();
  private final Escapes escapes = new Escapes();
  private RpcServer server;

  @BeforeEach
  void start() {
    server =
        new RpcServer(
                RpcServerConfig.open("127.0.0.1", 0),
                new RpcMethods().add("test_echo", params -> params.get(0)))
            .start();
    for (Logger logger : HELIDON) {
      logger.setLevel(Level.WARNING);
      logger.addHandler(escapes);
    }
  }

  @AfterEach
  void stop() {
    for (Logger logger : HELIDON) {
      logger.removeHandler(escapes);
      logger.setLevel(Level.SEVERE);
    }
    server.close();
  }

  /** What reaches the last resort of Helidon's threads. */
  private final class Escapes extends Handler {
    @Override
    public void publish(LogRecord entry) {
      if (entry.getThrown() != null) {
        escaped.add(entry.getMessage() + ": " + entry.getThrown());
      }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }

  @Test
  void outlivesBrokenRequests() throws Exception {
    run(random -> {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      for (int i = 0; i <= random.nextInt(3); i++) {
        out.writeBytes(request(random));
      }
      return mutate(random, out.toByteArray());
    });
  }

  @Test
  void outlivesBrokenFrames() throws Exception {
    run(random -> {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      out.writeBytes(HANDSHAKE);
      ByteArrayOutputStream frames = new ByteArrayOutputStream();
      for (int i = 0; i <= random.nextInt(6); i++) {
        frames.writeBytes(frame(random));
      }
      out.writeBytes(mutate(random, frames.toByteArray()));
      return out.toByteArray();
    });
  }

  private interface Case {
    byte[] bytes(Random random);
  }

  private void run(Case cases) throws Exception {
    System.out.println("seed " + seed);
    long before = usedBytes();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> all = new ArrayList<>();
      for (int t = 0; t < THREADS; t++) {
        int first = t;
        all.add(
            threads.submit(() -> {
              for (int i = first; i < CASES; i += THREADS) {
                send(cases.bytes(new Random(seed + i)));
                if (i % 20 == 0) {
                  assertServes();
                }
              }
              return null;
            }));
      }
      for (Future<?> one : all) {
        one.get();
      }
    }
    assertThat(escaped).isEmpty();
    Transport transport = server.transport();
    for (int i = 0; i < 200 && transport.connections().size() > 0; i++) {
      Thread.sleep(50);
    }
    assertThat(transport.connections().size()).isZero();
    assertThat(transport.received().held()).isZero();
    assertThat(transport.sent().held()).isZero();
    assertThat(usedBytes() - before).isLessThan(32L << 20);
  }

  private static long usedBytes() {
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }

  private void assertServes() throws IOException {
    try (RawHttp raw = new RawHttp(server.port())) {
      String body = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"test_echo\",\"params\":[\"here\"]}";
      raw.send(RawHttp.head("Content-Length: " + body.length()) + body);
      assertThat(raw.response()).startsWith("HTTP/1.1 200 ").contains("\"here\"");
    }
  }

  /** Sends bytes, reads what comes soon, and hangs up. */
  private void send(byte[] bytes) throws IOException {
    try (Socket socket = new Socket("127.0.0.1", server.port())) {
      socket.setSoTimeout(READ_MILLIS);
      socket.getOutputStream().write(bytes);
      InputStream in = socket.getInputStream();
      byte[] buffer = new byte[4096];
      int total = 0;
      for (int n = in.read(buffer); n >= 0 && total < 1 << 20; n = in.read(buffer)) {
        total += n;
      }
    } catch (IOException e) {
      // Closed by the server, or nothing more within the time.
    }
  }

  private static final byte[] HANDSHAKE =
      ascii(
          "GET / HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
              + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n");

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static byte[] request(Random random) {
    String body =
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"test_echo\",\"params\":[\""
            + "x".repeat(random.nextInt(3000))
            + "\"]}";
    return switch (random.nextInt(5)) {
      case 0 -> ascii(RawHttp.head("Content-Length: " + body.length()) + body);
      case 1 ->
          ascii(
              RawHttp.head("Transfer-Encoding: chunked")
                  + Integer.toHexString(body.length())
                  + "\r\n"
                  + body
                  + "\r\n0\r\n\r\n");
      case 2 -> ascii("GET /healthz?a=%41&b HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");
      case 3 -> ascii("OPTIONS / HTTP/1.1\r\nHost: localhost\r\nOrigin: http://localhost\r\n\r\n");
      default -> HANDSHAKE;
    };
  }

  private static byte[] frame(Random random) {
    byte[] payload =
        random.nextBoolean()
            ? ascii("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"test_echo\",\"params\":[1]}")
            : new byte[random.nextInt(70_000)];
    int[] kinds = {0x81, 0x01, 0x80, 0x00, 0x82, 0x88, 0x89, 0x8a};
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(kinds[random.nextInt(kinds.length)]);
    if (payload.length < 126) {
      out.write(0x80 | payload.length);
    } else if (payload.length < 1 << 16) {
      out.write(0x80 | 126);
      out.write(payload.length >> 8);
      out.write(payload.length);
    } else {
      out.write(0x80 | 127);
      for (int shift = 56; shift >= 0; shift -= 8) {
        out.write((int) ((long) payload.length >>> shift));
      }
    }
    byte[] mask = new byte[4];
    random.nextBytes(mask);
    out.writeBytes(mask);
    for (int i = 0; i < payload.length; i++) {
      out.write(payload[i] ^ mask[i & 3]);
    }
    return out.toByteArray();
  }

  /** Changes, removes, repeats or inserts some bytes, or cuts the end off. */
  private static byte[] mutate(Random random, byte[] input) {
    byte[] bytes = input;
    for (int i = 0; i < random.nextInt(6); i++) {
      int at = random.nextInt(bytes.length + 1);
      int to = Math.min(bytes.length, at + random.nextInt(20));
      byte[] middle =
          switch (random.nextInt(5)) {
            case 0 -> new byte[0];
            case 1 -> {
              byte[] noise = new byte[random.nextInt(40)];
              random.nextBytes(noise);
              yield noise;
            }
            case 2 -> {
              byte[] twice = Arrays.copyOfRange(bytes, at, Math.max(at, to + to - at));
              yield twice;
            }
            case 3 -> ascii(random.nextBoolean() ? "\r\n" : "Content-Length: 7\r\n");
            default -> Arrays.copyOfRange(bytes, at, to);
          };
      byte[] changed = Arrays.copyOf(bytes, at + middle.length + bytes.length - to);
      System.arraycopy(middle, 0, changed, at, middle.length);
      System.arraycopy(bytes, to, changed, at + middle.length, bytes.length - to);
      bytes = changed;
    }
    return random.nextInt(4) == 0 ? Arrays.copyOf(bytes, random.nextInt(bytes.length + 1)) : bytes;
  }
}
