package dev.kopi.tests.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kopi.adapters.cannon.StateFile;
import dev.kopi.adapters.crypto.NativeCrypto;
import dev.kopi.adapters.ethclient.CallMessage;
import dev.kopi.adapters.ethclient.EthClient;
import dev.kopi.apps.proof.DirectoryPreimages;
import dev.kopi.apps.proof.HostOracle;
import dev.kopi.apps.proof.ProofClaim;
import dev.kopi.core.abi.AbiEncoder;
import dev.kopi.core.cannon.machine.MachineState;
import dev.kopi.core.cannon.machine.Witness;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.core.proof.preimage.PreimageType;
import dev.kopi.tests.conformance.cannon.StepJudge;
import dev.kopi.tests.program.GuestHost;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
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

      Path prestate = prestate(devnet, datadir);
      assertThat(runInVm(prestate, claimOf, claim, preimages)).isEqualTo(0);
      assertThat(runInVm(prestate, claimOf, other, preimages)).isEqualTo(1);
      judge(prestate, preimages, about(devnet, l1Head, safe - 6, safe, claim));

      // What was kept is enough without any node.
      claimOf.removeIf(option ->
          option.startsWith("--l1=")
              || option.startsWith("--l1.beacon=")
              || option.startsWith("--l2="));
      assertThat(run(claimOf, claim, "--datadir=" + preimages)).isEqualTo(0);
      assertThat(run(claimOf, claim, "--datadir=" + directory.resolve("empty"))).isEqualTo(2);
    }
  }

  /** The file that a challenger's VM begins with; its hash is what the game's contract holds. */
  private static Path prestate(RunningDevnet devnet, Path datadir) {
    Address game = Address.fromHex(devnet.value("contracts", "FaultDisputeGame"));
    Hash absolute =
        Hash.of(
            devnet
                .chain("l1")
                .call(
                    CallMessage.read(game, AbiEncoder.call("absolutePrestate()")),
                    EthClient.LATEST));
    Path file = datadir.resolve("exports/prestates").resolve(absolute + ".bin.gz");
    Await.until("the prestate", () -> Files.exists(file), devnet::log);
    assertThat(Witness.hash(state(file))).isEqualTo(absolute);
    return file;
  }

  private static MachineState state(Path file) {
    try {
      return StateFile.read(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Runs the program in the VM, with the host as its server; answers the program's exit code. */
  private int runInVm(Path prestate, List<String> arguments, Hash claim, Path preimages) {
    List<String> host = new ArrayList<>(arguments);
    host.remove("--native");
    host.addAll(List.of("--server", "--l2.claim=" + claim, "--datadir=" + preimages));
    Path end = directory.resolve("end.bin.gz");
    List<String> all = new ArrayList<>();
    all.addAll(List.of("cannon", "run", "--input=" + prestate, "--output=" + end, "--meta=", "--"));
    all.addAll(KopiProcess.command(host));
    try (KopiProcess process =
        KopiProcess.start(directory.resolve("vm.log"), List.of("-XX:TieredStopAtLevel=4"), all)) {
      assertThat(process.join()).as(process.log()).isEqualTo(0);
    }
    MachineState state = state(end);
    assertThat(state.exited()).isTrue();
    System.out.println("in the VM: exit code " + state.exitCode() + " after " + state.step());
    return state.exitCode();
  }

  /** Steps of the run, executed by the contract: local inputs and others among what they read. */
  private static void judge(Path prestate, Path preimages, ProofClaim about) {
    StepJudge judge = new StepJudge();
    try {
      HostOracle oracle =
          HostOracle.offline(
              about.inputs(Map.of()), DirectoryPreimages.open(preimages), NativeCrypto.create());
      judge.run(
          "the devnet's program",
          () -> state(prestate),
          new GuestHost(oracle),
          new SplittableRandom(1),
          new StepJudge.Sample(4, 400, 20_000, 4_000_000));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    judge.report("the devnet's program");
    assertThat(judge.preimages(PreimageType.LOCAL)).isPositive();
    assertThat(judge.preimages(PreimageType.KECCAK256)).isPositive();
    assertThat(judge.faults()).isEmpty();
  }

  private static ProofClaim about(
      RunningDevnet devnet, Hash l1Head, long agreed, long claimed, Hash claim) {
    var output = devnet.node("sequencer").outputAtBlock(agreed);
    return new ProofClaim(l1Head, output.block().hash(), output.hash(), claim, claimed, 901);
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
