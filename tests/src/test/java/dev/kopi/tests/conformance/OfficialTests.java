package dev.kopi.tests.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kopi.apps.cli.evm.fixture.TestFiles;
import dev.kopi.apps.cli.evm.fixture.TestFiles.TestFile;
import dev.kopi.apps.cli.evm.fixture.TestResult;
import dev.kopi.apps.cli.evm.fixture.TestRun;
import dev.kopi.tests.testkit.Vectors;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Runs the cases of a zip, counts them, and names those that failed or were skipped. */
public final class OfficialTests {
  private OfficialTests() {}

  /** The files of a zip that are chosen by name. */
  @FunctionalInterface
  public interface Visitor {
    /** Takes a file. */
    void visit(String name, byte[] content) throws IOException;
  }

  /** Hands every JSON file of a zip to a visitor. */
  public static void visit(String zip, Visitor visitor) throws IOException {
    try (TestFiles files = new TestFiles(List.of(Vectors.path(zip)))) {
      for (TestFile file : files.files()) {
        try (var in = file.open()) {
          visitor.visit(file.name(), in.readAllBytes());
        }
      }
    }
  }

  /** Runs all of a zip's files that are chosen, and demands so many cases. */
  public static void check(
      String zip, Predicate<String> chosen, Supplier<TestRun.Runner> runners, int cases)
      throws IOException {
    check(zip, chosen, 1, runners, cases);
  }

  /**
   * Runs every {@code step}-th of a zip's files that are chosen.
   *
   * @param cases how many cases there are when every file runs
   */
  public static void check(
      String zip, Predicate<String> chosen, int step, Supplier<TestRun.Runner> runners, int cases)
      throws IOException {
    List<TestResult> wrong = new ArrayList<>();
    int[] count = {0};
    try (TestFiles all = new TestFiles(List.of(Vectors.path(zip)))) {
      List<TestFile> files = all.files().stream().filter(f -> chosen.test(f.name())).toList();
      List<TestFile> sample = new ArrayList<>();
      for (int i = 0; i < files.size(); i += step) {
        sample.add(files.get(i));
      }
      TestRun.run(
          sample,
          TestRun.processors(),
          runners,
          result -> {
            count[0]++;
            if (!result.passed()) {
              wrong.add(result);
            }
          });
    }
    long skipped = wrong.stream().filter(TestResult::skipped).count();
    System.out.println(
        zip
            + ": "
            + (count[0] - wrong.size())
            + " passed, "
            + (wrong.size() - skipped)
            + " failed, "
            + skipped
            + " skipped"
            + (step == 1 ? "" : " (every " + step + "th file of " + cases + " cases)"));
    assertThat(wrong.stream().map(TestResult::describe)).isEmpty();
    if (step == 1) {
      assertThat(count[0]).isEqualTo(cases);
    } else {
      assertThat(count[0]).isGreaterThan(cases / (2 * step));
    }
  }
}
