package dev.kopi.tests.conformance.evm;

import dev.kopi.adapters.crypto.NativeCrypto;
import dev.kopi.apps.cli.evm.fixture.TestCodes;
import dev.kopi.apps.cli.evm.statetest.StateTestReader;
import dev.kopi.apps.cli.evm.statetest.StateTestRunner;
import dev.kopi.core.crypto.Crypto;
import dev.kopi.tests.conformance.OfficialTests;
import dev.kopi.tests.testkit.Vectors;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/**
 * Every case of every official state test: state root, logs, and which transactions are rejected.
 * Of the two largest zips every tenth file runs unless all are asked for ({@code -Dkopi.all=true}).
 */
class StateTestConformanceTest {
  private static final int SAMPLE = 10;

  /** Four billion rounds of BLAKE2 in one call: two minutes for each of its six forks. */
  private static final String MINUTES = "CALLBlake2f_MaxRounds";

  private final Crypto crypto = NativeCrypto.create();

  @Test
  void passesTheStateTestsFromFrontierToConstantinople() throws IOException {
    check("state-tests-frontier-constantinople.zip", Vectors.all() ? 1 : SAMPLE, 31_291);
  }

  @Test
  void passesTheStateTestsFromBerlinToCancun() throws IOException {
    check("state-tests-berlin-cancun.zip", Vectors.all() ? 1 : SAMPLE, 101_161);
  }

  @Test
  void passesTheStateTestsOfPragueAndOsaka() throws IOException {
    check("eest-prague-osaka-state.zip", 1, 2694);
  }

  @Test
  void passesTheStateTestsOfTheOsakaDevnet() throws IOException {
    check("eest-osaka-devnet5.zip", 1, 1230);
  }

  @Test
  void passesTheStateTestsThatMeasure() throws IOException {
    check("eest-benchmark.zip", 1, 48);
  }

  /**
   * Runs a zip.
   *
   * @param step 1 for every file, n for every n-th
   * @param cases how many cases there are when every file runs
   */
  private void check(String zip, int step, int cases) throws IOException {
    OfficialTests.check(
        zip,
        StateTestConformanceTest::isChosen,
        step,
        () -> {
          StateTestRunner runner = new StateTestRunner(crypto, TestCodes.create(false), null);
          return (file, results) ->
              StateTestReader.read(file.readAllBytes(), test -> results.accept(runner.run(test)));
        },
        cases);
  }

  private static boolean isChosen(String file) {
    if (file.contains(MINUTES) && !Vectors.all()) {
      System.out.println(file + " is left out: it runs with -Dkopi.all=true alone");
      return false;
    }
    return true;
  }
}
