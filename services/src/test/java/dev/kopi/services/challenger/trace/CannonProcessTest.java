package dev.kopi.services.challenger.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kopi.core.dispute.solver.TraceException;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import dev.kopi.services.challenger.VmListener;
import dev.kopi.services.challenger.trace.CannonConfig.Flavor;
import dev.kopi.services.challenger.trace.MachineRunner.MachineRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The VM as a process: a script takes its place. */
class CannonProcessTest {
  private static final Hash L1_HEAD = Hash.ofWords(1, 0, 0, 1);
  private static final Hash L2_HEAD = Hash.ofWords(1, 0, 0, 2);
  private static final Hash AGREED = Hash.ofWords(1, 0, 0, 3);
  private static final Hash CLAIM = Hash.ofWords(1, 0, 0, 4);
  private static final ExecutionInputs INPUTS =
      new ExecutionInputs(L1_HEAD, L2_HEAD, AGREED, CLAIM, 77);

  private static final MachineRun WHOLE = new MachineRun(4, MachineRun.EVERY, MachineRun.END);

  @TempDir private Path folder = Path.of("");

  private final List<Boolean> runs = new ArrayList<>();
  private final VmListener listener = (millis, success) -> runs.add(success);

  private CannonProcess vm(String script, Flavor flavor, Duration timeout) throws IOException {
    Path file = folder.resolve("vm.sh");
    Files.writeString(file, "#!/bin/sh\n" + script + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    return new CannonProcess(
        new CannonConfig(
            List.of(file.toString()),
            List.of("server", "--chain"),
            flavor,
            "http://l1",
            "http://beacon",
            List.of("http://l2"),
            500,
            100,
            timeout),
        listener);
  }

  private String arguments(CannonProcess vm, MachineRun run) throws IOException {
    vm.run(Path.of("input.bin.gz"), folder, INPUTS, run);
    return Files.readString(folder.resolve("arguments")).strip();
  }

  private String remember() {
    return "echo \"$@\" > " + folder.resolve("arguments");
  }

  @Test
  void runsToTheStepWithTheServersOptions() throws IOException {
    CannonProcess vm = vm(remember(), Flavor.OP_PROGRAM, Duration.ofSeconds(20));
    assertThat(arguments(vm, new MachineRun(8, MachineRun.EVERY, 43)))
        .startsWith("run --input input.bin.gz --output ")
        .contains("--proof-at %8 --proof-fmt " + folder + "/proofs/%d.json.gz")
        .contains("--snapshot-at %500 --snapshot-fmt " + folder + "/snapshots/%d.bin.gz")
        .contains(
            "--stop-at =43 -- server --chain --server --l1 http://l1 --l1.beacon http://beacon")
        .endsWith(
            "--l2 http://l2 --datadir "
                + folder
                + "/preimages --l1.head "
                + L1_HEAD
                + " --l2.head "
                + L2_HEAD
                + " --l2.outputroot "
                + AGREED
                + " --l2.claim "
                + CLAIM
                + " --l2.blocknumber 77");
    assertThat(runs).containsExactly(true);
  }

  @Test
  void aStateCanBeKeptAtAStep() throws IOException {
    CannonProcess vm = vm(remember(), Flavor.OP_PROGRAM, Duration.ofSeconds(20));
    assertThat(arguments(vm, new MachineRun(0, 40, 41)))
        .contains("--proof-at never")
        .contains("--snapshot-at =40")
        .contains("--stop-at =41");
    assertThat(vm.proofStride()).isEqualTo(32);
  }

  @Test
  void theFirstRunGoesOnToTheEnd() throws IOException {
    CannonProcess vm = vm(remember(), Flavor.OP_PROGRAM, Duration.ofSeconds(20));
    assertThat(arguments(vm, WHOLE))
        .contains("--output " + folder + "/final.bin.gz")
        .doesNotContain("--stop-at");
  }

  @Test
  void konasServerHasOtherNames() throws IOException {
    CannonProcess vm = vm(remember(), Flavor.KONA, Duration.ofSeconds(20));
    assertThat(arguments(vm, WHOLE))
        .contains("--l1-node-address http://l1")
        .contains("--agreed-l2-output-root " + AGREED)
        .endsWith("--claimed-l2-block-number 77");
  }

  @Test
  void readsTheWitnessOfAState() throws IOException {
    CannonProcess vm =
        vm(
            "echo '{\"witnessHash\":\""
                + CLAIM.toHex()
                + "\",\"witness\":\"0x0102\",\"step\":9,\"exited\":true}'",
            Flavor.OP_PROGRAM,
            Duration.ofSeconds(20));
    assertThat(vm.witness(folder.resolve("state.bin.gz")))
        .isEqualTo(new MachineRunner.MachineWitness(CLAIM, Bytes.fromHex("0102"), 9, true));
  }

  @Test
  void aVmThatCrashesIsAProblemThatShowsItsLastWords() throws IOException {
    CannonProcess vm =
        vm("echo 'out of pages' >&2; exit 3", Flavor.OP_PROGRAM, Duration.ofSeconds(20));
    assertThatThrownBy(() -> vm.run(Path.of("i"), folder, INPUTS, WHOLE))
        .isInstanceOf(TraceException.class)
        .hasMessage("the VM ended with status 3: out of pages");
    assertThat(runs).containsExactly(false);
  }

  @Test
  void aVmThatHangsIsEndedWithItsServer() throws IOException {
    Path pids = folder.resolve("pids");
    CannonProcess vm =
        vm(
            "sleep 60 & echo $! > " + pids + "; echo $$ >> " + pids + "; wait",
            Flavor.OP_PROGRAM,
            Duration.ofMillis(800));
    assertThatThrownBy(() -> vm.run(Path.of("i"), folder, INPUTS, WHOLE))
        .isInstanceOf(TraceException.class)
        .hasMessageContaining("did not end within");
    for (String pid : Files.readAllLines(pids)) {
      assertThat(isOver(Long.parseLong(pid))).as("process %s", pid).isTrue();
    }
  }

  private static boolean isOver(long pid) {
    for (int i = 0; i < 100; i++) {
      if (ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isEmpty()) {
        return true;
      }
      java.util.concurrent.locks.LockSupport.parkNanos(50_000_000);
    }
    return false;
  }

  @Test
  void theVmOfAChallengerThatWasKilledIsEndedBeforeTheNextRun() throws IOException {
    // Its command line names the folder, as a VM's does.
    Process left = new ProcessBuilder("sh", "-c", "sleep 60; : " + folder).start();
    Files.writeString(folder.resolve("run.pid"), Long.toString(left.pid()));
    CannonProcess vm = vm(remember(), Flavor.OP_PROGRAM, Duration.ofSeconds(20));
    arguments(vm, WHOLE);
    assertThat(isOver(left.pid())).isTrue();
    assertThat(folder.resolve("run.pid")).doesNotExist();
  }
}
