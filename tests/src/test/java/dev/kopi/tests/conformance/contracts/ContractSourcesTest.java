package dev.kopi.tests.conformance.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kopi.adapters.json.Json;
import dev.kopi.tests.testkit.Vectors;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/**
 * The code that Kopi ships for its own contracts is what solc makes of their sources. Needs Node.js
 * and the compiler from npm; without them it is passed over, except in CI.
 */
class ContractSourcesTest {
  private static final String SOLC = "solc@0.8.15";
  private static final long TIMEOUT_SECONDS = 120;

  private final Path folder = Vectors.root().resolve("contracts");

  @TempDir private Path work;

  @ParameterizedTest
  @CsvSource({"input.json, src, kopi/, 4", "dispute-input.json, src/dispute, kopi/dispute/, 2"})
  void theCompilersInputHoldsTheSourcesAsTheyAre(String input, String own, String prefix, int count)
      throws IOException {
    JsonNode sources = Json.parse(Files.readAllBytes(folder.resolve("compiled").resolve(input)));
    try (Stream<Path> files = Files.list(folder.resolve(own))) {
      List<Path> contracts = files.filter(Files::isRegularFile).toList();
      assertThat(contracts).hasSize(count);
      for (Path file : contracts) {
        JsonNode source = sources.path("sources").path(prefix + file.getFileName());
        assertThat(source.path("content").asString()).isEqualTo(Files.readString(file));
      }
    }
  }

  @Test
  void solcMakesTheShippedCodeOfTheSources() throws IOException, InterruptedException {
    Files.writeString(work.resolve("package.json"), "{\"private\": true}");
    run(
        "npm",
        "install",
        "--silent",
        "--prefer-offline",
        "--no-audit",
        "--no-fund",
        "--ignore-scripts",
        "--no-package-lock",
        SOLC);
    String made = run("node", folder.resolve("compile.mjs").toString(), "--check");
    int control = made.indexOf("src/");
    assertThat(made.substring(0, control))
        .isEqualTo(Files.readString(folder.resolve("compiled/kopi-contracts.txt")));

    // The same compiler and settings reproduce a contract of each package.
    List<String> controls = made.substring(control).lines().toList();
    assertThat(controls).hasSize(2);
    assertThatCodeIsPackaged(controls.get(0), "contracts-bedrock-0.17.3", "SystemConfig");
    assertThatCodeIsPackaged(controls.get(1), "thanos-contracts-0.0.7", "FaultDisputeGame");
  }

  private static void assertThatCodeIsPackaged(String line, String npmPackage, String contract)
      throws IOException {
    String[] words = line.split(" ", -1);
    assertThat(words[0]).endsWith("/" + contract + ".sol");
    Path file =
        Vectors.root()
            .resolve("apps/target/npm")
            .resolve(npmPackage)
            .resolve("package/forge-artifacts")
            .resolve(contract + ".sol")
            .resolve(contract + ".json");
    JsonNode artifact = Json.parse(Files.readAllBytes(file));
    assertThat("0x" + words[1]).isEqualTo(artifact.path("bytecode").path("object").asString());
    assertThat("0x" + words[2])
        .isEqualTo(artifact.path("deployedBytecode").path("object").asString());
  }

  private String run(String... command) throws IOException, InterruptedException {
    Path out = work.resolve("out.txt");
    Path err = work.resolve("err.txt");
    Process process;
    try {
      process =
          new ProcessBuilder(command)
              .directory(work.toFile())
              .redirectOutput(out.toFile())
              .redirectError(err.toFile())
              .start();
    } catch (IOException e) {
      return absent(command[0] + " cannot be started: " + e.getMessage());
    }
    if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      return absent(command[0] + " took more than " + TIMEOUT_SECONDS + " s");
    }
    if (process.exitValue() != 0) {
      String why = Files.readString(err, StandardCharsets.UTF_8);
      if (command[0].equals("npm")) {
        return absent("npm cannot install " + SOLC + ": " + why);
      }
      throw new AssertionError(command[0] + " failed: " + why);
    }
    return Files.readString(out, StandardCharsets.US_ASCII);
  }

  private static String absent(String why) {
    if ("true".equals(System.getenv("CI"))) {
      throw new AssertionError(why);
    }
    System.out.println("contracts are not compiled: " + why);
    return Assumptions.abort(why);
  }
}
