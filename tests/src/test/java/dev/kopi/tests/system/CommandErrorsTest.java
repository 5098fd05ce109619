package dev.kopi.tests.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kopi.apps.deployer.parameters.DevChainAccount;
import dev.kopi.core.primitives.Hex;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A role that cannot start names the wrong option and the remedy. */
class CommandErrorsTest {
  @TempDir private Path directory = Path.of("");

  @Test
  void namesTheOptionAndTheRemedy() throws IOException {
    Path nonsense = Files.writeString(directory.resolve("nonsense.json"), "{\"a\":");
    Path empty = Files.createDirectories(directory.resolve("empty"));
    refuses(List.of("engine", "--datadir=" + empty), "--datadir", "give --genesis FILE");
    refuses(
        List.of("l1", "--datadir=" + empty, "--genesis=" + nonsense),
        "--genesis: cannot read " + nonsense);
    refuses(
        List.of("l1", "--datadir=" + empty, "--log.level=loud"),
        "--log.level is 'loud': it must be trace, debug, info, warn, error or crit");
    refuses(
        List.of("engine", "--datadir=" + empty, "--log.format=poem"),
        "--log.format is 'poem': it must be text, ");
    refuses(
        List.of(
            "node",
            "--l2=http://127.0.0.1:1",
            "--l1.beacon.ignore",
            "--l2.jwt-secret=" + nonsense,
            "--rollup.config=" + nonsense,
            "--rollup.l1-chain-config=" + nonsense),
        "--rollup.config: " + nonsense + " is not a rollup.json");
    refuses(
        List.of("proposer", "--game-type=1"), "--game-factory-address", "'kopi proposer --help'");
    refuses(
        List.of(
            "proposer",
            "--l1-eth-rpc=http://127.0.0.1:1",
            "--rollup-rpc=http://127.0.0.1:1",
            "--game-factory-address=0x" + "11".repeat(20),
            "--proposal-interval=1m"),
        "an account is needed: give one of --private-key-file",
        "'kopi proposer --help'");
    refuses(
        List.of("devnet", "--l1=http://127.0.0.1:1", "--l1.beacon=http://127.0.0.1:1", "--ports=0"),
        "kopi: --l1: http://127.0.0.1:1: cannot connect");
    String said = refuses(List.of("l1", "--privatekey=0x1234"), "unknown option --privatekey");
    assertThat(said).doesNotContain("0x1234");
  }

  @Test
  void namesTheVariableOfAnInvalidProxy() {
    try (KopiProcess process =
        KopiProcess.start(
            directory.resolve("proxy.log"),
            List.of(
                "proposer",
                "--l1-eth-rpc=https://l1.invalid",
                "--rollup-rpc=http://127.0.0.1:1",
                "--game-factory-address=0x" + "11".repeat(20),
                "--proposal-interval=1m",
                "--private-key=" + Hex.encode(DevChainAccount.PROPOSER.privateKey().toArray())),
            Map.of("HTTPS_PROXY", "socks5://user:secret@x"))) {
      assertThat(process.join()).isEqualTo(2);
      assertThat(process.log())
          .contains("HTTPS_PROXY is not an address of the form http://HOST:PORT")
          .doesNotContain("\tat ", "secret");
    }
  }

  @Test
  void doesNotRepeatAKeyThatIsNone() {
    String key = Hex.encode(DevChainAccount.BATCHER.privateKey().toArray()) + "00";
    String said =
        refuses(
            List.of(
                "batcher",
                "--l1-eth-rpc=http://127.0.0.1:1",
                "--l2-eth-rpc=http://127.0.0.1:1",
                "--rollup-rpc=http://127.0.0.1:1",
                "--private-key=" + key),
            "--private-key: it must be a private key of 32 bytes in hex");
    assertThat(said).doesNotContain(key.substring(4, 40));
  }

  @Test
  void namesTheVariableThatAWrongValueComesFrom() throws IOException {
    Path log = directory.resolve("variable.log");
    try (KopiProcess process =
        KopiProcess.start(
            log,
            List.of("engine", "--datadir=" + directory.resolve("data")),
            Map.of("GETH_HTTP_PORT", "-1"))) {
      assertThat(process.join()).isEqualTo(2);
      assertThat(process.log())
          .contains("GETH_HTTP_PORT (--http.port) is '-1': it must be from 0 to 65535");
    }
  }

  @Test
  void everyRoleShowsExamples() {
    for (String role : List.of("engine", "l1", "node", "batcher", "proposer", "devnet")) {
      Path log = directory.resolve(role + ".help");
      try (KopiProcess process = KopiProcess.start(log, List.of(role, "--help"))) {
        assertThat(process.output()).contains("Examples", "kopi " + role + " ");
        assertThat(process.join()).isZero();
      }
    }
  }

  /** Runs a command that must fail, and returns its output. */
  private String refuses(List<String> arguments, String... expected) {
    Path log = directory.resolve("refused.log");
    try (KopiProcess process =
        KopiProcess.start(log, arguments, Map.of("OP_NODE_L1_ETH_RPC", "http://127.0.0.1:1"))) {
      assertThat(process.join()).isNotZero();
      String said = process.log();
      assertThat(said).contains(expected).doesNotContain("\tat dev.kopi");
      Files.delete(log);
      return said;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
