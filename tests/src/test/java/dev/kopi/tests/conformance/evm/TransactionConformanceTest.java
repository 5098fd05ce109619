package dev.kopi.tests.conformance.evm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kopi.adapters.crypto.NativeCrypto;
import dev.kopi.apps.cli.evm.TestFiles;
import dev.kopi.apps.cli.evm.TransactionTestRunner;
import dev.kopi.apps.cli.evm.TransactionTestRunner.Result;
import dev.kopi.tests.testkit.Vectors;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;

/** Every official transaction test: what decodes, what is refused, and who sent it. */
class TransactionConformanceTest {
  @Test
  void passesTheTransactionTests() throws IOException {
    check("core-tests.zip", 2665);
  }

  @Test
  void passesTheTransactionTestsOfPragueAndOsaka() throws IOException {
    check("eest-prague-osaka-transaction.zip", 106);
  }

  private static void check(String name, int cases) throws IOException {
    TransactionTestRunner runner = new TransactionTestRunner(NativeCrypto.create());
    List<Result> results = new ArrayList<>();
    try (ZipFile zip = Vectors.zip(name)) {
      TestFiles.visitZip(
          zip,
          (file, content) -> {
            if (file.startsWith("TransactionTests/") || name.startsWith("eest-")) {
              results.addAll(runner.run(content));
            }
          });
    }
    System.out.println(name + ": " + results.size() + " transaction tests");
    assertThat(results).allSatisfy(result -> assertThat(result.error()).isNull());
    assertThat(results).hasSize(cases);
  }
}
