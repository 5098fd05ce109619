package dev.kopi.apps.cli.evm.blocktest;

import dev.kopi.adapters.crypto.NativeCrypto;
import dev.kopi.apps.cli.evm.fixture.TestCommand;
import dev.kopi.apps.cli.evm.fixture.TestRun;
import dev.kopi.core.crypto.Crypto;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code kopi evm blocktest}: runs official blockchain tests. */
public @Command(
    name = "blocktest",
    description = "Runs blockchain tests from files, folders or zips.",
    mixinStandardHelpOptions = true) final class BlockTestCommand extends TestCommand {
  @Option(names = "--compiled", description = "Compile all code before it runs.")
  private boolean compiled;

  @Override
  public Integer call() throws IOException {
    Crypto crypto = NativeCrypto.create();
    return run(
        TestRun.processors(),
        () -> {
          BlockTestRunner runner = new BlockTestRunner(crypto, compiled);
          return (file, results) ->
              BlockTestReader.read(file, test -> results.accept(runner.run(test)));
        });
  }
}
