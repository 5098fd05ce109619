package dev.kopi.tests.conformance.evm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kopi.adapters.crypto.NativeCrypto;
import dev.kopi.apps.cli.evm.StateTestReader;
import dev.kopi.apps.cli.evm.StateTestResult;
import dev.kopi.apps.cli.evm.StateTestRunner;
import dev.kopi.apps.cli.evm.TestCodes;
import dev.kopi.core.crypto.Crypto;
import dev.kopi.tests.testkit.Vectors;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;

/**
 * Every case of every official state test: state root, logs, and which transactions are rejected.
 * Of the two largest zips every tenth file runs unless all are asked for ({@code -Dkopi.all=true}).
 */
class StateTestConformanceTest {
  private static final int SAMPLE = 10;

  /** Four billion rounds of BLAKE2 in one call: minutes for each of its forks. */
  private static final String HOURS = "CALLBlake2f_MaxRounds";

  /** What ran of a zip. */
  private record Run(int passed, List<String> failures, List<String> skipped) {}

  @Test
  void passesTheStateTestsFromFrontierToConstantinople() throws Exception {
    check("state-tests-frontier-constantinople.zip", Vectors.all() ? 1 : SAMPLE, 31_291);
  }

  @Test
  void passesTheStateTestsFromBerlinToCancun() throws Exception {
    check("state-tests-berlin-cancun.zip", Vectors.all() ? 1 : SAMPLE, 101_161);
  }

  @Test
  void passesTheStateTestsOfPragueAndOsaka() throws Exception {
    check("eest-prague-osaka-state.zip", 1, 2694);
  }

  @Test
  void passesTheStateTestsOfTheOsakaDevnet() throws Exception {
    check("eest-osaka-devnet5.zip", 1, 1230);
  }

  /**
   * Runs a zip.
   *
   * @param step 1 for every file, n for every n-th
   * @param all how many cases there are when every file runs
   */
  private static void check(String zip, int step, int all) throws Exception {
    Run run = run(zip, step);
    int cases = run.passed() + run.failures().size() + run.skipped().size();
    System.out.println(
        zip
            + ": "
            + run.passed()
            + " passed, "
            + run.failures().size()
            + " failed, "
            + run.skipped().size()
            + " skipped"
            + (step == 1 ? "" : " (every " + step + "th file of " + all + " cases)"));
    run.skipped().forEach(line -> System.out.println("  skipped " + line));
    assertThat(run.failures()).isEmpty();
    assertThat(cases).isGreaterThan(all / (2 * step));
    if (step == 1) {
      assertThat(cases).isEqualTo(all);
    }
  }

  private static Run run(String name, int step)
      throws IOException, InterruptedException, ExecutionException {
    AtomicInteger next = new AtomicInteger();
    int workers = Math.max(1, Runtime.getRuntime().availableProcessors());
    try (ZipFile zip = Vectors.zip(name);
        ExecutorService pool = Executors.newFixedThreadPool(workers)) {
      List<String> files = files(zip, step);
      Crypto crypto = NativeCrypto.create();
      List<Future<Run>> parts = new ArrayList<>();
      for (int i = 0; i < workers; i++) {
        parts.add(pool.submit(() -> work(zip, files, next, crypto)));
      }
      int passed = 0;
      List<String> failures = new ArrayList<>();
      List<String> skipped = new ArrayList<>();
      for (Future<Run> part : parts) {
        passed += part.get().passed();
        failures.addAll(part.get().failures());
        skipped.addAll(part.get().skipped());
      }
      return new Run(passed, failures, skipped);
    }
  }

  private static List<String> files(ZipFile zip, int step) {
    List<String> files = new ArrayList<>();
    for (ZipEntry entry : zip.stream().toList()) {
      boolean slow = entry.getName().contains(HOURS) && !Vectors.all();
      if (slow) {
        System.out.println(entry.getName() + " is left out: it runs with -Dkopi.all=true alone");
      } else if (entry.getName().endsWith(".json") && !entry.getName().contains("/.meta/")) {
        files.add(entry.getName());
      }
    }
    files.sort(String::compareTo);
    List<String> chosen = new ArrayList<>();
    for (int i = 0; i < files.size(); i += step) {
      chosen.add(files.get(i));
    }
    return chosen;
  }

  /** Takes one file after another until none is left. */
  private static Run work(ZipFile zip, List<String> files, AtomicInteger next, Crypto crypto)
      throws IOException {
    StateTestRunner runner = new StateTestRunner(crypto, TestCodes.create(false), null);
    List<String> failures = new ArrayList<>();
    List<String> skipped = new ArrayList<>();
    int[] passed = {0};
    for (int i = next.getAndIncrement(); i < files.size(); i = next.getAndIncrement()) {
      String file = files.get(i);
      try (InputStream in = zip.getInputStream(zip.getEntry(file))) {
        StateTestReader.read(
            in.readAllBytes(),
            test -> {
              StateTestResult result = runner.run(test);
              if (result.passed()) {
                passed[0]++;
              } else {
                (result.skipped() ? skipped : failures).add(file + ": " + result.describe());
              }
            });
      }
    }
    return new Run(passed[0], failures, skipped);
  }
}
