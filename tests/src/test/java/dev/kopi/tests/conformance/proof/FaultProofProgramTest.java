package dev.kopi.tests.conformance.proof;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kopi.adapters.upgrades.UpgradeFiles;
import dev.kopi.apps.derive.RecordedProofs;
import dev.kopi.apps.derive.Recording;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.proof.FaultProofProgram;
import dev.kopi.core.proof.ProofVerdict;
import dev.kopi.core.rollup.L2BlockRef;
import dev.kopi.tests.testkit.Vectors;
import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The fault-proof program on the JVM, over ranges of the recorded chains: what the whole replay
 * derived is valid, everything else is not.
 */
class FaultProofProgramTest {
  private static final int RANGES = 6;
  private static final int MANY_RANGES = 300;
  private static final int LONGEST = 10;

  @ParameterizedTest
  @CsvSource({
    "A-forks",
    "B-latest",
    "C-sysconfig",
    "D1-bad-ecotone",
    "D3-bad-holocene",
    "D5-timeout-holocene",
    "E1-l1reorg-granite"
  })
  void acceptsWhatFollowsFromL1AndRefusesTheRest(String chain) throws IOException {
    try (Recording recording = new Recording(Vectors.path("op-chains/" + chain + ".zip"))) {
      RecordedProofs proofs =
          new RecordedProofs(recording, UpgradeFiles.with(Vectors.path("op-upgrades.zip")));
      Random random = new Random(chain.hashCode());
      int ranges = Vectors.all() ? MANY_RANGES : RANGES;
      long started = System.nanoTime();
      for (int i = 0; i < ranges; i++) {
        RecordedProofs.Progress end =
            proofs.progress().get(random.nextInt(proofs.progress().size()));
        check(proofs, end, 1 + random.nextInt(LONGEST), random);
      }
      System.out.println(
          "proof "
              + chain
              + ": "
              + ranges
              + " ranges in "
              + (System.nanoTime() - started) / 1_000_000
              + " ms");
    }
  }

  private static void check(
      RecordedProofs proofs, RecordedProofs.Progress end, int length, Random random)
      throws IOException {
    L2BlockRef safe = end.safe();
    long start = Math.max(0, safe.number() - length);
    Hash agreed = proofs.output(proofs.ancestor(safe.hash(), start)).hash();
    long claimed =
        start + (safe.number() == start ? 0 : 1 + random.nextLong(safe.number() - start));
    Hash claim = proofs.output(proofs.ancestor(safe.hash(), claimed)).hash();
    String what = "blocks " + start + " to " + claimed + " at L1 head " + end.l1Head();
    ProofVerdict verdict =
        FaultProofProgram.run(
            proofs.oracle(end.l1Head(), agreed, claim, claimed), proofs.resources());
    assertThat(verdict.outputRoot()).as(what).isEqualTo(claim);
    assertThat(verdict.isValid()).as(what).isTrue();
  }
}
