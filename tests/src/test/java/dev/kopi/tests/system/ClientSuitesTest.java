package dev.kopi.tests.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kopi.tests.testkit.Vectors;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * What applications do through the libraries that they use: the suites of {@code tests/clients}, on
 * one devnet, all at the same time. A suite whose library cannot be installed is passed over with a
 * line that says why; those of npm fail then when {@code CI=true}.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ClientSuitesTest {
  private static final int INSTALL_SECONDS = 180;
  private static final int RUN_SECONDS = 240;

  private final Map<String, CompletableFuture<Result>> suites = new HashMap<>();
  private @Nullable RunningDevnet devnet;

  /**
   * How a suite ended.
   *
   * @param status the exit status, or null when it could not be installed
   * @param output what it printed, or why it could not be installed
   */
  private record Result(@Nullable Integer status, String output) {}

  @BeforeAll
  void start(@TempDir Path directory) throws IOException {
    Path clients = directory.resolve("clients");
    copy(Vectors.root().resolve("tests/clients"), clients);
    RunningDevnet running =
        RunningDevnet.start(
            directory.resolve("chain"),
            "--l1-slot=1",
            "--dispute.max-clock=8",
            "--dispute.clock-extension=2",
            "--dispute.challenge-period=2",
            "--proposer.proposal-interval=4");
    devnet = running;
    String description = directory.resolve("devnet.json").toString();
    Files.writeString(Path.of(description), running.description());

    Path js = clients.resolve("js");
    var npm = CompletableFuture.supplyAsync(() -> install(js, "npm", "ci", "--ignore-scripts"));
    for (String name : List.of("viem-withdrawal", "viem-wallet", "ethers-wallet")) {
      suites.put(name, then(npm, js, "node", name + ".mjs", description));
    }
    Path foundry = clients.resolve("foundry");
    var binaries =
        npm.thenApply(why -> why != null ? why : install(foundry, "npm", "ci", "--ignore-scripts"));
    suites.put("cast", then(binaries, foundry, "bash", "cast.sh", description));
    suites.put("forge", then(binaries, foundry, "bash", "forge.sh", description));
    Path python = clients.resolve("python");
    var wheels = CompletableFuture.supplyAsync(() -> installWheels(python));
    suites.put("web3.py", then(wheels, python, "venv/bin/python", "wallet.py", description));
    Path java = clients.resolve("java");
    var jars =
        CompletableFuture.supplyAsync(
            () -> install(java, "mvn", "-q", "-B", "-Dexec.skip", "compile", "exec:java"));
    suites.put(
        "web3j",
        then(jars, java, "mvn", "-q", "-B", "-o", "exec:java", "-Dexec.args=" + description));
  }

  @AfterAll
  void close() {
    suites.values().forEach(CompletableFuture::join);
    if (devnet != null) {
      devnet.close();
    }
  }

  private CompletableFuture<Result> then(
      CompletableFuture<@Nullable String> installed, Path folder, String... command) {
    return installed.thenApplyAsync(
        why -> why == null ? run(folder, RUN_SECONDS, command) : new Result(null, why));
  }

  private static @Nullable String installWheels(Path folder) {
    String failure = install(folder, "python3", "-m", "venv", "venv");
    return failure != null
        ? failure
        : install(
            folder,
            "venv/bin/pip",
            "install",
            "--quiet",
            "--disable-pip-version-check",
            "--only-binary=:all:",
            "--require-hashes",
            "--requirement=requirements.txt");
  }

  /** Null, or why it failed. */
  private static @Nullable String install(Path folder, String... command) {
    Result result = run(folder, INSTALL_SECONDS, command);
    return Integer.valueOf(0).equals(result.status())
        ? null
        : String.join(" ", command) + ": " + result.output();
  }

  private static Result run(Path folder, int seconds, String... command) {
    try {
      List<String> line = new ArrayList<>(List.of(command));
      if (Files.exists(folder.resolve(command[0]))) {
        line.set(0, folder.resolve(command[0]).toString());
      }
      Path output = Files.createTempFile(folder, "output", ".txt");
      ProcessBuilder builder =
          new ProcessBuilder(line)
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectOutput(output.toFile());
      builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
      Process process = builder.start();
      if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        return new Result(124, Files.readString(output) + "\nnot over after " + seconds + " s");
      }
      return new Result(process.exitValue(), Files.readString(output));
    } catch (IOException e) {
      return new Result(127, String.valueOf(e.getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file :
          files
              .filter(path -> !path.toString().matches(".*/(node_modules|target)(/.*)?"))
              .toList()) {
        Files.copy(
            file, to.resolve(from.relativize(file).toString()), StandardCopyOption.COPY_ATTRIBUTES);
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private void passes(String suite, boolean demanded) {
    Result result =
        suites.getOrDefault(suite, CompletableFuture.failedFuture(new AssertionError())).join();
    if (result.status() == null) {
      String message = suite + " is not run: " + result.output();
      if (demanded && "true".equals(System.getenv("CI"))) {
        throw new AssertionError(message);
      }
      System.out.println(message.lines().findFirst().orElse(message));
      Assumptions.abort(message);
    }
    assertThat(result.status()).as(result.output()).isEqualTo(0);
    assertThat(result.output()).contains(" passed, 0 failed").doesNotContain("FAILED");
  }

  @Test
  void viemWalletsWork() {
    passes("viem-wallet", true);
  }

  @Test
  void viemDepositsAndWithdraws() {
    passes("viem-withdrawal", true);
  }

  @Test
  void ethersWorks() {
    passes("ethers-wallet", true);
  }

  @Test
  void castDoesAllThatTheGuideSays() {
    passes("cast", false);
  }

  @Test
  void forgeDeploysAndForks() {
    passes("forge", false);
  }

  @Test
  void web3PyWorks() {
    passes("web3.py", false);
  }

  @Test
  void web3jWorks() {
    passes("web3j", false);
  }
}
