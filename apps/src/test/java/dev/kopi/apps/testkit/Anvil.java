package dev.kopi.apps.testkit;

import static org.junit.jupiter.api.Assumptions.abort;

import dev.kopi.adapters.ethclient.EthClient;
import dev.kopi.adapters.rpc.client.HttpRpcClient;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Foundry's test chain as a process. It is looked for at the system property {@code kopi.anvil} and
 * on the PATH; where there is none, the test says so and is passed over.
 */
public final class Anvil implements AutoCloseable {
  private static final String LISTENING = "Listening on ";

  private final Process process;
  private final URI url;
  private final HttpRpcClient rpc;

  private Anvil(Process process, URI url) {
    this.process = process;
    this.url = url;
    this.rpc = new HttpRpcClient(url, Duration.ofSeconds(20));
  }

  /** Starts a chain on a free port. */
  public static Anvil start(String... options) throws IOException {
    List<String> command = new ArrayList<>(List.of(find().toString(), "--port", "0"));
    command.addAll(List.of(options));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    BufferedReader output = process.inputReader();
    List<String> seen = new ArrayList<>();
    for (String line = output.readLine(); line != null; line = output.readLine()) {
      seen.add(line);
      if (line.startsWith(LISTENING)) {
        drain(output);
        return new Anvil(process, URI.create("http://" + line.substring(LISTENING.length())));
      }
    }
    throw new IOException("anvil did not start: " + String.join("\n", seen));
  }

  private static Path find() {
    String given = System.getProperty("kopi.anvil");
    if (given != null && !given.isEmpty()) {
      return Path.of(given);
    }
    for (String folder : System.getenv("PATH").split(File.pathSeparator, -1)) {
      Path file = Path.of(folder, "anvil");
      if (Files.isExecutable(file)) {
        return file;
      }
    }
    return abort("no anvil on the PATH: npm install -g @foundry-rs/anvil-linux-amd64");
  }

  private static void drain(BufferedReader output) {
    Thread.ofVirtual()
        .start(() -> {
          try (output) {
            while (output.readLine() != null) {
              // Anvil would stop when nobody read what it prints.
            }
          } catch (IOException e) {
            // It ended.
          }
        });
  }

  /** Its JSON-RPC. */
  public URI url() {
    return url;
  }

  /** A client of its JSON-RPC. */
  public HttpRpcClient rpc() {
    return rpc;
  }

  /** A client of its chain. */
  public EthClient chain() {
    return new EthClient(rpc::call);
  }

  @Override
  public void close() {
    rpc.close();
    process.destroy();
  }
}
