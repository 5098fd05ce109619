package dev.kopi.tests.conformance.derivation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kopi.adapters.upgrades.UpgradeFiles;
import dev.kopi.apps.derive.Recording;
import dev.kopi.apps.derive.ReplayRun;
import dev.kopi.tests.testkit.Vectors;
import java.io.IOException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The recorded chains: what Kopi derives from their L1 blocks is what the reference derived. */
class RecordedChainsTest {
  @ParameterizedTest
  @CsvSource({
    "A-forks, 58, 336",
    "B-latest, 36, 204",
    "C-sysconfig, 40, 228",
    "D1-bad-ecotone, 196, 1192",
    "D3-bad-holocene, 152, 894",
    "D5-timeout-holocene, 107, 630",
    "E1-l1reorg-granite, 45, 204"
  })
  void derivesWhatTheReferenceDerived(String chain, int l1Blocks, int l2Blocks) throws IOException {
    ReplayRun.Result attributes;
    ReplayRun.Result executed;
    try (Recording recording = new Recording(Vectors.path("op-chains/" + chain + ".zip"))) {
      attributes = run(recording).attributesOnly();
      executed = run(recording).executing();
    }
    assertThat(attributes.difference()).isNull();
    assertThat(attributes.compared()).isEqualTo(l2Blocks);
    assertThat(executed.difference()).isNull();
    assertThat(executed.l1Blocks()).isEqualTo(l1Blocks);
    assertThat(executed.compared()).isEqualTo(l2Blocks);
    assertThat(executed.outputRoots()).isGreaterThanOrEqualTo(l2Blocks / 10);
    System.out.println(
        "derive "
            + chain
            + ": "
            + executed.compared()
            + " blocks, "
            + executed.outputRoots()
            + " output roots passed");
  }

  private static ReplayRun run(Recording recording) throws IOException {
    return new ReplayRun(
        recording,
        UpgradeFiles.with(Vectors.path("op-upgrades.zip")),
        after -> {},
        (file, event) -> {});
  }
}
