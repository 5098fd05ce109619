package dev.kopi.apps.cli.evm;

import dev.kopi.adapters.crypto.NativeCrypto;
import dev.kopi.core.crypto.Crypto;
import java.io.IOException;
import picocli.CommandLine.Command;

/** {@code kopi evm transaction}: runs official transaction tests. */
@Command(
    name = "transaction",
    description = "Runs transaction tests from files, folders or zips.",
    mixinStandardHelpOptions = true)
final class TransactionCommand extends TestCommand {
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
