package dev.kopi.apps.cli.evm.transactiontest;

import dev.kopi.adapters.crypto.NativeCrypto;
import dev.kopi.apps.cli.evm.fixture.TestCommand;
import dev.kopi.apps.cli.evm.fixture.TestRun;
import dev.kopi.core.crypto.Crypto;
import java.io.IOException;
import picocli.CommandLine.Command;

/** {@code kopi evm transaction}: runs official transaction tests. */
public @Command(
    name = "transaction",
    description = "Runs transaction tests from files, folders or zips.",
    mixinStandardHelpOptions = true) final class TransactionTestCommand extends TestCommand {
  @Override
  public Integer call() throws IOException {
    Crypto crypto = NativeCrypto.create();
    return run(
        TestRun.processors(),
        () -> {
          TransactionTestRunner runner = new TransactionTestRunner(crypto);
          return (file, results) -> runner.run(file.readAllBytes()).forEach(results);
        });
  }
}
