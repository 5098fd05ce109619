package dev.kopi.tests.conformance.proof;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kopi.adapters.upgrades.UpgradeFiles;
import dev.kopi.apps.derive.RecordedProofs;
import dev.kopi.apps.derive.RecordedProofs.Progress;
import dev.kopi.apps.derive.Recording;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.proof.FaultProofProgram;
import dev.kopi.core.proof.ProofVerdict;
import dev.kopi.core.rollup.L2BlockRef;
import dev.kopi.tests.testkit.Vectors;
import java.io.IOException;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The fault-proof program on the JVM, over ranges of the recorded chains with all their forks, bad
 * batches and reorganisations: it accepts what a replay from genesis derived, and nothing else.
 */
class FaultProofProgramTest {
  private static final int LONGEST = 10;
  private static final Hash ONE = Hash.ofWords(0, 0, 0, 1);

  @ParameterizedTest
  @CsvSource({
    "A-forks, 40, 400",
    "B-latest, 25, 250",
    "C-sysconfig, 25, 250",
    "D1-bad-ecotone, 35, 400",
    "D3-bad-holocene, 35, 400",
    "D5-timeout-holocene, 15, 150",
    "E1-l1reorg-granite, 25, 150"
  })
  void decidesRangesOfBlocks(String chain, int some, int many) throws IOException {
    RecordedProofs proofs = proofs(chain);
    Random random = new Random(chain.hashCode());
    int ranges = Vectors.all() ? many : some;
    List<Progress> progress = proofs.progress();
    for (int i = 0; i < ranges; i++) {
      Progress end = progress.get(random.nextInt(progress.size()));
      long last = end.safe().number();
      long first = Math.max(0, last - 1 - random.nextInt(LONGEST));
      long claimed = first == last ? last : first + 1 + random.nextLong(last - first);
      accepts(proofs, end, first, claimed, i % 4 == 0);
    }
    System.out.println("proof " + chain + ": " + ranges + " ranges passed");
  }

  @ParameterizedTest
  @CsvSource({"A-forks, 12", "E1-l1reorg-granite, 12", "D3-bad-holocene, 20"})
  void repeatsTheLastOutputWhereL1Ends(String chain, int some) throws IOException {
    RecordedProofs proofs = proofs(chain);
    Random random = new Random(chain.hashCode());
    for (int i = 0; i < some; i++) {
      Progress end = proofs.progress().get(random.nextInt(proofs.progress().size()));
      long last = end.safe().number();
      accepts(proofs, end, Math.max(0, last - 2), last + 1 + random.nextInt(20), true);
    }
  }

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
  void acceptsEveryBlockAlone(String chain) throws IOException {
    RecordedProofs proofs = proofs(chain);
    L2BlockRef end = proofs.progress().getLast().safe();
    int step = Vectors.all() ? 1 : 97;
    int blocks = 0;
    for (long number = 1; number <= end.number(); number += step) {
      accepts(proofs, earliest(proofs, end, number), number - 1, number, false);
      blocks++;
    }
    System.out.println("proof " + chain + ": " + blocks + " single blocks passed");
  }

  /** The first L1 block after which a block of the final chain was safe. */
  private static Progress earliest(RecordedProofs proofs, L2BlockRef end, long number) {
    Hash wanted = proofs.ancestor(end.hash(), number);
    for (Progress progress : proofs.progress()) {
      L2BlockRef safe = progress.safe();
      if (safe.number() >= number && proofs.ancestor(safe.hash(), number).equals(wanted)) {
        return progress;
      }
    }
    throw new AssertionError("block " + number + " was never safe");
  }

  private static void accepts(
      RecordedProofs proofs, Progress end, long last, long claimed, boolean refusesOthers) {
    Hash safe = end.safe().hash();
    // Derivation that starts within a span batch does not know that the rest of it was dropped for
    // an invalid block before, so ranges start before such spans.
    long first = last;
    while (first > 0 && proofs.followsReplacement(proofs.ancestor(safe, first))) {
      first--;
    }
    Hash agreed = proofs.output(proofs.ancestor(safe, first)).hash();
    Hash claim = proofs.output(proofs.ancestor(safe, claimed)).hash();
    String what = "blocks " + first + " to " + claimed + " at L1 head " + end.l1Head();
    ProofVerdict verdict =
        FaultProofProgram.run(
            proofs.oracle(end.l1Head(), agreed, claim, claimed), proofs.resources());
    assertThat(verdict.outputRoot()).as(what).isEqualTo(claim);
    assertThat(verdict.isValid()).as(what).isTrue();
    if (refusesOthers) {
      Hash other = Hash.of(claim.toUInt256().add(ONE.toUInt256()).toArray());
      ProofVerdict refused =
          FaultProofProgram.run(
              proofs.oracle(end.l1Head(), agreed, other, claimed), proofs.resources());
      assertThat(refused.isValid()).as(what).isFalse();
      assertThat(refused.outputRoot()).as(what).isEqualTo(claim);
    }
  }

  private static RecordedProofs proofs(String chain) throws IOException {
    try (Recording recording = new Recording(Vectors.path("op-chains/" + chain + ".zip"))) {
      return new RecordedProofs(recording, UpgradeFiles.with(Vectors.path("op-upgrades.zip")));
    }
  }
}
