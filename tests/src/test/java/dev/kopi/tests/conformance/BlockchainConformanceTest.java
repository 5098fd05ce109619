package dev.kopi.tests.conformance;

import dev.kopi.adapters.crypto.NativeCrypto;
import dev.kopi.apps.cli.evm.blocktest.BlockTestReader;
import dev.kopi.apps.cli.evm.blocktest.BlockTestRunner;
import dev.kopi.core.crypto.Crypto;
import java.io.IOException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The official blockchain tests of every fork, valid and invalid blocks. */
class BlockchainConformanceTest {
  private final Crypto crypto = NativeCrypto.create();

  @ParameterizedTest
  @CsvSource({
    "blockchain-tests.zip, 2660",
    "eest-prague-osaka-blockchain.zip, 2192",
    "eest-osaka-large-blocks.zip, 9",
    "eest-benchmark.zip, 14"
  })
  void takesValidBlocksAndRefusesOthers(String zip, int cases) throws IOException {
    OfficialTests.check(
        zip,
        _ -> true,
        () -> {
          BlockTestRunner runner = new BlockTestRunner(crypto, false);
          return (file, results) ->
              BlockTestReader.read(file, test -> results.accept(runner.run(test)));
        },
        cases);
  }
}
