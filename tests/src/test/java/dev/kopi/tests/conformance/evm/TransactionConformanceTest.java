package dev.kopi.tests.conformance.evm;

import dev.kopi.adapters.crypto.NativeCrypto;
import dev.kopi.apps.cli.evm.transactiontest.TransactionTestRunner;
import dev.kopi.tests.conformance.OfficialTests;
import java.io.IOException;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** Every official transaction test: what decodes, what is refused, and who sent it. */
class TransactionConformanceTest {
  @Test
  void passesTheTransactionTests() throws IOException {
    check("core-tests.zip", file -> file.startsWith("TransactionTests/"), 2665);
  }

  @Test
  void passesTheTransactionTestsOfPragueAndOsaka() throws IOException {
    check("eest-prague-osaka-transaction.zip", _ -> true, 106);
  }

  private static void check(String zip, Predicate<String> chosen, int cases) throws IOException {
    TransactionTestRunner runner = new TransactionTestRunner(NativeCrypto.create());
    OfficialTests.check(
        zip,
        chosen,
        () -> (file, results) -> runner.run(file.readAllBytes()).forEach(results),
        cases);
  }
}
