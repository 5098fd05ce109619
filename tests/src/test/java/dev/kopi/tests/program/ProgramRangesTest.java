package dev.kopi.tests.program;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kopi.adapters.cannon.jit.RegionCompiler;
import dev.kopi.adapters.upgrades.UpgradeFiles;
import dev.kopi.apps.derive.RecordedProofs;
import dev.kopi.apps.derive.RecordedProofs.Progress;
import dev.kopi.apps.derive.Recording;
import dev.kopi.apps.program.ProgramFace;
import dev.kopi.apps.program.ReleasedProgram;
import dev.kopi.core.cannon.code.CompiledTier;
import dev.kopi.core.cannon.machine.Machine;
import dev.kopi.core.cannon.machine.MachineState;
import dev.kopi.core.cannon.version.MipsContract;
import dev.kopi.core.chain.spec.OpFork;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.proof.FaultProofProgram;
import dev.kopi.core.rollup.RollupConfig;
import dev.kopi.tests.testkit.Vectors;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The released program in the VM over ranges of the recorded chains: the activation of the first
 * forks, and with {@code -Dkopi.all=true} of every fork, and random ranges of every chain.
 */
class ProgramRangesTest {
  private static final long STEPS = 4_000_000_000L;
  private static final int LONGEST = 10;

  /** Later blocks of the recordings need whole blobs of many L1 blocks. */
  private static final long CHEAP = 50;

  @ParameterizedTest
  @CsvSource({
    "A-forks, 3",
    "B-latest, 5",
    "C-sysconfig, 5",
    "D1-bad-ecotone, 5",
    "D3-bad-holocene, 5",
    "D5-timeout-holocene, 3",
    "E1-l1reorg-granite, 5"
  })
  void decidesInTheVmAsOnTheJvm(String chain, int random) throws IOException {
    RecordedProofs proofs = proofs(chain);
    List<Range> ranges = new ArrayList<>(activations(proofs));
    if (Vectors.all()) {
      ranges.addAll(random(proofs, random, chain.hashCode()));
    } else {
      ranges.removeIf(range -> range.claimed() > CHEAP);
    }
    for (int i = 0; i < ranges.size(); i++) {
      for (ProgramFace face : ProgramFace.values()) {
        // Without all cases each range runs in one face; interpreted or compiled.
        if (Vectors.all() || i % 2 == face.ordinal()) {
          decides(proofs, ranges.get(i), face, i % 3 == 0);
        }
      }
    }
  }

  /**
   * Blocks of a chain.
   *
   * @param what what they are about
   * @param end the L1 head of the claim, and the safe head there
   * @param agreed the number of the agreed block
   * @param claimed the number of the claimed one
   */
  private record Range(String what, Progress end, long agreed, long claimed) {}

  /** A range about each fork that activates after genesis. */
  private static List<Range> activations(RecordedProofs proofs) {
    RollupConfig config =
        Objects.requireNonNull(
                proofs.configuration().configs(proofs.configuration().chains().getFirst().id()))
            .rollup();
    long last = proofs.progress().getLast().safe().number();
    List<Range> ranges = new ArrayList<>();
    for (Map.Entry<OpFork, Long> fork : config.op().activationSeconds().entrySet()) {
      long number = config.firstBlockAt(fork.getValue());
      if (number > 0 && number < last) {
        long claimed = Math.min(last, number + 1);
        ranges.add(
            new Range(
                fork.getKey().toString(),
                earliest(proofs, claimed),
                start(proofs, Math.max(0, number - 2)),
                claimed));
      }
    }
    return ranges;
  }

  private static List<Range> random(RecordedProofs proofs, int count, int seed) {
    Random random = new Random(seed);
    List<Range> ranges = new ArrayList<>();
    while (ranges.size() < count) {
      Progress end = proofs.progress().get(random.nextInt(proofs.progress().size()));
      long last = end.safe().number();
      if (last < 3) {
        continue;
      }
      long agreed = Math.max(0, last - 2 - random.nextInt(LONGEST - 1));
      while (agreed > 0 && proofs.followsReplacement(proofs.ancestor(end.safe().hash(), agreed))) {
        agreed--;
      }
      ranges.add(new Range("random", end, agreed, last));
    }
    return ranges;
  }

  private static long start(RecordedProofs proofs, long agreed) {
    Hash end = proofs.progress().getLast().safe().hash();
    long at = agreed;
    while (at > 0 && proofs.followsReplacement(proofs.ancestor(end, at))) {
      at--;
    }
    return at;
  }

  /** The first L1 block after which a block of the final chain was safe. */
  private static Progress earliest(RecordedProofs proofs, long number) {
    Hash wanted = proofs.ancestor(proofs.progress().getLast().safe().hash(), number);
    return proofs.progress().stream()
        .filter(progress ->
            progress.safe().number() >= number
                && proofs.ancestor(progress.safe().hash(), number).equals(wanted))
        .findFirst()
        .orElseThrow();
  }

  private static void decides(
      RecordedProofs proofs, Range range, ProgramFace face, boolean refusesOthers) {
    Hash safe = range.end().safe().hash();
    Hash agreed = proofs.output(proofs.ancestor(safe, range.agreed())).hash();
    Hash claim = proofs.output(proofs.ancestor(safe, range.claimed())).hash();
    run(proofs, range, face, agreed, claim, claim, FaultProofProgram.VALID);
    if (refusesOthers) {
      run(proofs, range, face, agreed, agreed, claim, FaultProofProgram.INVALID);
    }
  }

  private static void run(
      RecordedProofs proofs,
      Range range,
      ProgramFace face,
      Hash agreed,
      Hash claimed,
      Hash right,
      int code) {
    MachineState state = ReleasedProgram.bundled().state(face, proofs.configuration());
    GuestHost guest =
        new GuestHost(proofs.oracle(range.end().l1Head(), agreed, claimed, range.claimed()));
    CompiledTier tier = RegionCompiler.inBackground();
    new Machine(state, guest, MipsContract.V1_1_0, tier).run(STEPS);
    assertThat(state.exited()).as("%s: %s", range, guest.output()).isTrue();
    assertThat(state.exitCode()).as("%s: %s", range, guest.output()).isEqualTo(code);
    assertThat(guest.output()).contains("output root " + right);
    System.out.println(
        "program in the VM, "
            + face.bits()
            + " bits: "
            + range.what()
            + ", blocks "
            + (range.agreed() + 1)
            + " to "
            + range.claimed()
            + ": exit code "
            + code
            + " after "
            + state.step()
            + " steps");
  }

  private static RecordedProofs proofs(String chain) throws IOException {
    try (Recording recording = new Recording(Vectors.path("op-chains/" + chain + ".zip"))) {
      return new RecordedProofs(recording, UpgradeFiles.with(Vectors.path("op-upgrades.zip")));
    }
  }
}
