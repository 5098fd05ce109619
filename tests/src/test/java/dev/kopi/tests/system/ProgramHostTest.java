package dev.kopi.tests.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kopi.adapters.ethclient.EthClient;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code kopi program host} decides claims about a running devnet. */
class ProgramHostTest {
  @TempDir private Path directory = Path.of("");

  @Test
  void decidesAClaimAboutTheNewestSafeBlock() {
    Path datadir = directory.resolve("chain");
    Path preimages = directory.resolve("preimages");
    try (RunningDevnet devnet = RunningDevnet.start(datadir)) {
      for (int i = 0; i < 3; i++) {
        devnet.transfer();
      }
      Await.until("safe blocks", () -> devnet.safe("sequencer") > 8, devnet::log);
      long safe = devnet.safe("sequencer");
      Hash l1Head = Objects.requireNonNull(devnet.chain("l1").header(EthClient.LATEST)).hash();
      Hash claim = devnet.node("sequencer").outputAtBlock(safe).hash();
      List<String> claimOf = new ArrayList<>(arguments(devnet, datadir, l1Head, safe - 6, safe));

      assertThat(run(claimOf, claim, "--datadir=" + preimages)).isEqualTo(0);
      Hash other = Hash.of(claim.toUInt256().add(UInt256.ONE).toArray());
      assertThat(run(claimOf, other)).isEqualTo(1);

      // What was kept is enough without any node.
      claimOf.removeIf(option ->
          option.startsWith("--l1=")
              || option.startsWith("--l1.beacon=")
              || option.startsWith("--l2="));
      assertThat(run(claimOf, claim, "--datadir=" + preimages)).isEqualTo(0);
      assertThat(run(claimOf, claim, "--datadir=" + directory.resolve("empty"))).isEqualTo(2);
    }
  }

  private static List<String> arguments(
      RunningDevnet devnet, Path datadir, Hash l1Head, long agreed, long claimed) {
    var output = devnet.node("sequencer").outputAtBlock(agreed);
    Path exports = datadir.resolve("exports");
    return List.of(
        "program",
        "host",
        "--native",
        "--rollup.config=" + exports.resolve("rollup.json"),
        "--l1.chainconfig=" + exports.resolve("l1-genesis.json"),
        "--l1=" + devnet.value("l1", "rpc"),
        "--l1.beacon=" + devnet.value("l1", "beacon"),
        "--l2=" + devnet.value("sequencer", "rpc"),
        "--l1.head=" + l1Head,
        "--l2.head=" + output.block().hash(),
        "--l2.outputroot=" + output.hash(),
        "--l2.blocknumber=" + claimed);
  }

  private int run(List<String> arguments, Hash claim, String... more) {
    List<String> all = new ArrayList<>(arguments);
    all.add("--l2.claim=" + claim);
    all.addAll(List.of(more));
    try (KopiProcess process = KopiProcess.start(directory.resolve("host.log"), all)) {
      int code = process.join();
      System.out.println(process.output() + process.log());
      return code;
    }
  }
}
