package dev.kopi.tests.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A role refuses the genesis of another chain, and its data directory stays as it was. */
class OtherGenesisTest {
  private static final String GENESIS =
      """
      {"config": {"chainId": %d, "homesteadBlock": 0, "eip150Block": 0, "eip155Block": 0,
        "eip158Block": 0, "byzantiumBlock": 0, "constantinopleBlock": 0, "petersburgBlock": 0,
        "istanbulBlock": 0, "berlinBlock": 0, "londonBlock": 0, "shanghaiTime": 0,
        "terminalTotalDifficulty": 0},
       "difficulty": "0x0", "gasLimit": "0x1c9c380", "timestamp": "%s", "alloc": {}}
      """;

  @TempDir private Path directory = Path.of("");

  @Test
  void engineKeepsItsChainWhenGivenAnother() throws IOException {
    keepsItsChain("engine", "--http.port=0", "--authrpc.port=0");
  }

  @Test
  void initKeepsItsChainWhenGivenAnother() throws IOException {
    Path own = genesis("own.json", 1, "0x1");
    Path other = genesis("other.json", 1, "0x2");
    Path data = directory.resolve("data");
    assertThat(run("engine", "init", "--datadir=" + data, own.toString())).isEqualTo("0 ");
    String refused = run("engine", "init", "--datadir=" + data, other.toString());
    assertThat(refused).startsWith("1 ").contains("the database has genesis block");
    assertThat(data.resolve("genesis.json")).hasSameTextualContentAs(own);
    assertThat(run("engine", "init", "--datadir=" + data, own.toString())).isEqualTo("0 ");
  }

  private void keepsItsChain(String role, String... ports) throws IOException {
    Path own = genesis("own.json", 1, "0x1");
    Path other = genesis("other.json", 1, "0x2");
    Path data = directory.resolve("data");
    List<String> start = new ArrayList<>(List.of(role, "--datadir=" + data));
    start.addAll(List.of(ports));
    startAndStop(start, own);
    List<String> wrong = new ArrayList<>(start);
    wrong.add("--genesis=" + other);
    assertThat(run(wrong.toArray(String[]::new)))
        .startsWith("1 ")
        .contains("--datadir: cannot open the chain in " + data, "the database has genesis block");
    assertThat(data.resolve("genesis.json")).hasSameTextualContentAs(own);
    startAndStop(start, null);
  }

  private void startAndStop(List<String> start, @Nullable Path genesis) {
    List<String> arguments = new ArrayList<>(start);
    if (genesis != null) {
      arguments.add("--genesis=" + genesis);
    }
    try (KopiProcess process = KopiProcess.start(directory.resolve("started.log"), arguments)) {
      Await.until("it starts", () -> process.log().contains("engine started"), process::log);
    }
    try {
      Files.delete(directory.resolve("started.log"));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private Path genesis(String name, long chainId, String timestamp) throws IOException {
    return Files.writeString(directory.resolve(name), GENESIS.formatted(chainId, timestamp));
  }

  /** The exit status and what was logged. */
  private String run(String... arguments) throws IOException {
    Path log = directory.resolve("run.log");
    try (KopiProcess process = KopiProcess.start(log, List.of(arguments))) {
      int status = process.join();
      return status + " " + process.log();
    } finally {
      Files.deleteIfExists(log);
    }
  }
}
