package dev.kopi.tests.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Random programs and transactions. {@code -Dkopi.fuzz.cases} says how many, {@code
 * -Dkopi.fuzz.seed} from which seed, {@code -Dkopi.fuzz.geth} where go-ethereum's {@code evm} is.
 */
class EvmFuzzTest {
  @Test
  void allTiersAndGoEthereumAgreeOnRandomPrograms() throws IOException, InterruptedException {
    long seed = Long.getLong("kopi.fuzz.seed", 1);
    int cases = Integer.getInteger("kopi.fuzz.cases", 600);
    EvmFuzz.Report report = new EvmFuzz(geth()).run(seed, cases);
    System.out.println(
        "random state tests: "
            + report.cases()
            + " from seed "
            + seed
            + ", "
            + report.rejected()
            + " rejected, "
            + report.differences().size()
            + " differences");
    assertThat(report.differences()).isEmpty();
    assertThat(report.rejected()).isLessThan(cases / 2);
  }

  private static @Nullable Path geth() {
    String set = System.getProperty("kopi.fuzz.geth", "");
    return set.isBlank() || !Files.isExecutable(Path.of(set)) ? null : Path.of(set);
  }
}
