package dev.kopi.tests.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.jdi.Bootstrap;
import com.sun.jdi.ObjectReference;
import com.sun.jdi.ThreadReference;
import com.sun.jdi.VirtualMachine;
import com.sun.jdi.connect.AttachingConnector;
import com.sun.jdi.connect.Connector;
import dev.kopi.adapters.json.Json;
import dev.kopi.adapters.rpc.client.HttpRpcClient;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** A devnet whose role ends: for good, by an error in the loop of its thread, or on purpose. */
class RoleEndTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  @TempDir private Path directory = Path.of("");

  @Test
  void endsWithStatus3AndNamesRoleThatEndsForGoodButNotOneThatIsPaused() throws Exception {
    int port = Ports.free();
    List<String> debug =
        List.of(
            "-agentlib:jdwp=transport=dt_socket,server=y,suspend=n,quiet=y,address="
                + Ports.LOOPBACK
                + ":"
                + port);
    try (KopiProcess process =
        KopiProcess.start(
            directory.resolve("devnet.log"),
            debug,
            List.of("devnet", "--ports=0", "--json", "--datadir=" + directory.resolve("data")))) {
      JsonNode devnet = Json.parse(process.firstLine().getBytes(StandardCharsets.UTF_8));
      HttpRpcClient node = client(devnet.path("sequencer").path("node"));
      HttpRpcClient l1 = client(devnet.path("l1").path("rpc"));
      node.call("admin_stopSequencer");
      String before = l1.call("eth_blockNumber").stringValue();
      Await.until(
          "L1 goes on",
          () -> !l1.call("eth_blockNumber").stringValue().equals(before),
          process::log);
      assertThat(process.isAlive()).as("goes on with a paused sequencer").isTrue();
      assertThat(node.call("admin_sequencerActive").booleanValue()).isFalse();

      failWithOutOfMemory(port, "batcher");
      assertThat(process.join()).as(process::log).isEqualTo(3);
      assertThat(process.log())
          .contains("kopi: the devnet ends: batcher ended: batcher: OutOfMemoryError");
    }
  }

  private static HttpRpcClient client(JsonNode url) {
    return new HttpRpcClient(URI.create(url.stringValue()), TIMEOUT);
  }

  /** Throws an error, which the JVM holds ready for when memory runs out, into a thread. */
  private static void failWithOutOfMemory(int port, String name) throws Exception {
    VirtualMachine machine = attach(port);
    try {
      ObjectReference error =
          machine.classesByName("java.lang.OutOfMemoryError").getFirst().instances(1).getFirst();
      ThreadReference thread =
          machine.allThreads().stream()
              .filter(one -> one.name().equals(name))
              .findFirst()
              .orElseThrow();
      thread.stop(error);
    } finally {
      machine.dispose();
    }
  }

  private static VirtualMachine attach(int port) throws Exception {
    AttachingConnector connector =
        Bootstrap.virtualMachineManager().attachingConnectors().stream()
            .filter(one -> one.transport().name().equals("dt_socket"))
            .findFirst()
            .orElseThrow();
    Map<String, Connector.Argument> arguments = connector.defaultArguments();
    Objects.requireNonNull(arguments.get("hostname")).setValue(Ports.LOOPBACK);
    Objects.requireNonNull(arguments.get("port")).setValue(Integer.toString(port));
    return connector.attach(arguments);
  }
}
