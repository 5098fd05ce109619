package dev.kopi.tests.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kopi.adapters.crypto.NativeCrypto;
import dev.kopi.apps.cli.evm.BlockTestReader;
import dev.kopi.apps.cli.evm.BlockTestRunner;
import dev.kopi.tests.testkit.Vectors;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The official blockchain tests of every fork, valid and invalid blocks. */
class BlockchainConformanceTest {
  @ParameterizedTest
  @CsvSource({
    "blockchain-tests.zip, 2660",
    "eest-prague-osaka-blockchain.zip, 2192",
    "eest-osaka-large-blocks.zip, 9",
    "eest-benchmark.zip, 14"
  })
  void takesValidBlocksAndRefusesOthers(String name, int cases) throws Exception {
    List<BlockTestRunner.Result> results = new ArrayList<>();
    try (ZipFile zip = Vectors.zip(name);
        ExecutorService pool =
            Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors())) {
      List<Future<List<BlockTestRunner.Result>>> files = new ArrayList<>();
      zip.stream()
          .filter(e -> e.getName().endsWith(".json") && !e.getName().contains("/.meta/"))
          .forEach(entry -> files.add(pool.submit(() -> run(zip, entry))));
      for (Future<List<BlockTestRunner.Result>> file : files) {
        results.addAll(file.get());
      }
    }
    List<BlockTestRunner.Result> failed = results.stream().filter(r -> !r.passed()).toList();
    System.out.println(
        name
            + ": "
            + (results.size() - failed.size())
            + " passed, "
            + failed.size()
            + " failed, 0 skipped");
    assertThat(failed).isEmpty();
    assertThat(results).hasSize(cases);
  }

  private static List<BlockTestRunner.Result> run(ZipFile zip, ZipEntry entry) throws Exception {
    BlockTestRunner runner = new BlockTestRunner(NativeCrypto.create(), false);
    List<BlockTestRunner.Result> results = new ArrayList<>();
    try (InputStream in = zip.getInputStream(entry)) {
      BlockTestReader.read(in, test -> results.add(runner.run(test)));
    }
    return results;
  }
}
