package dev.kopi.services.challenger.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.kopi.core.dispute.solver.TraceException;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import dev.kopi.services.challenger.trace.Prestates.Found;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PrestatesTest implements MachineRunner {
  private static final Hash RIGHT = Hash.ofWords(3, 1, 1, 1);
  private static final Hash OTHER = Hash.ofWords(3, 2, 2, 2);

  @TempDir private Path folder = Path.of("");

  private final List<Path> verified = new ArrayList<>();

  @Override
  public void run(Path input, Path files, ExecutionInputs inputs, MachineRun run) {
    throw new AssertionError("nothing is run");
  }

  @Override
  public long proofStride() {
    return 1;
  }

  @Override
  public MachineWitness witness(Path state) {
    verified.add(state);
    return new MachineWitness(RIGHT, Bytes.EMPTY, 0, false);
  }

  private Path file(String name) throws IOException {
    return Files.write(folder.resolve(name), new byte[] {1});
  }

  private String refusal(Prestates prestates, Hash hash) {
    return ((Found.None) prestates.find(hash)).reason();
  }

  @Test
  void aFileIsVerifiedOnce() throws IOException {
    Path file = file("prestate.bin.gz");
    Prestates prestates = new Prestates(file, null, folder, this);
    assertThat(prestates.find(RIGHT)).isEqualTo(new Found.Prestate(file));
    assertThat(prestates.find(RIGHT)).isEqualTo(new Found.Prestate(file));
    assertThat(verified).hasSize(1);
  }

  @Test
  void aFileWithAnotherHashIsNamedWithBothHashes() throws IOException {
    Prestates prestates = new Prestates(file("prestate.bin.gz"), null, folder, this);
    assertThat(refusal(prestates, OTHER))
        .contains("has the hash " + RIGHT)
        .contains("the game demands " + OTHER);
  }

  @Test
  void aFileThatIsMissingIsNamed() {
    Prestates prestates = new Prestates(folder.resolve("gone.bin.gz"), null, folder, this);
    assertThat(refusal(prestates, RIGHT)).contains("gone.bin.gz cannot be read");
  }

  @Test
  void withoutAPlaceThereIsNoPrestate() {
    assertThat(refusal(new Prestates(null, null, folder, this), RIGHT))
        .contains("set --cannon-prestate");
  }

  @Test
  void aFolderHoldsPrestatesByTheirHash() throws IOException {
    Path file = file(RIGHT.toHex() + ".json.gz");
    Prestates prestates = new Prestates(null, folder.toUri(), folder, this);
    assertThat(prestates.find(RIGHT)).isEqualTo(new Found.Prestate(file));
    assertThat(refusal(prestates, OTHER)).contains("there is no prestate " + OTHER);
  }

  @Test
  void aServerHoldsPrestatesByTheirHash() throws IOException {
    List<String> asked = new ArrayList<>();
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          String path = exchange.getRequestURI().getPath();
          asked.add(path);
          boolean there = path.equals("/states/" + RIGHT.toHex() + ".bin.gz");
          boolean broken = path.contains(Hash.ZERO.toHex());
          exchange.sendResponseHeaders(there ? 200 : broken ? 500 : 404, there ? 3 : -1);
          if (there) {
            exchange.getResponseBody().write(new byte[] {1, 2, 3});
          }
          exchange.close();
        });
    server.start();
    try {
      URI base = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/states");
      Path cache = folder.resolve("cache");
      Prestates prestates = new Prestates(null, base, cache, this);
      Path kept = cache.resolve(RIGHT.toHex() + ".bin.gz");
      assertThat(prestates.find(RIGHT)).isEqualTo(new Found.Prestate(kept));
      assertThat(Files.readAllBytes(kept)).containsExactly(1, 2, 3);
      assertThat(refusal(prestates, OTHER)).contains("there is no prestate");
      assertThat(asked).hasSize(4);
      // Another run finds it in the cache, and verifies it again.
      assertThat(new Prestates(null, base, cache, this).find(RIGHT))
          .isEqualTo(new Found.Prestate(kept));
      assertThat(asked).hasSize(4);
      assertThat(verified).hasSize(2);
      assertThatThrownBy(() -> prestates.find(Hash.ZERO))
          .isInstanceOf(TraceException.class)
          .hasMessageContaining("HTTP status 500");
    } finally {
      server.stop(0);
    }
  }
}
