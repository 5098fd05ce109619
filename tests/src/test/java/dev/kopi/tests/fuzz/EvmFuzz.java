package dev.kopi.tests.fuzz;

import dev.kopi.adapters.crypto.NativeCrypto;
import dev.kopi.adapters.json.Json;
import dev.kopi.apps.cli.evm.fixture.TestCodes;
import dev.kopi.apps.cli.evm.fixture.TestResult;
import dev.kopi.apps.cli.evm.statetest.StateTest;
import dev.kopi.apps.cli.evm.statetest.StateTestRunner;
import dev.kopi.core.chain.spec.Fork;
import dev.kopi.core.crypto.Crypto;
import dev.kopi.core.evm.Tracer;
import dev.kopi.core.primitives.Hash;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Runs random state tests on the interpreter, the compiled tier and the traced loop, and, when
 * there is one, on go-ethereum's {@code evm}: state root, logs and whether the transaction is taken
 * must be the same. Gas is part of the state root, by the sender's balance.
 */
public final class EvmFuzz {
  private static final int BATCH = 250;

  /**
   * What ran.
   *
   * @param cases how many
   * @param rejected of those, how many transactions were refused, by all alike
   * @param differences what was not the same
   */
  public record Report(int cases, int rejected, List<String> differences) {}

  /** Compiling takes longer than all else: long runs may do it for a part of the cases. */
  private final long compiledEvery = Long.getLong("kopi.fuzz.compiled-every", 1);

  private final Crypto crypto = NativeCrypto.create();
  private final @Nullable Path geth;
  private final List<String> differences = new ArrayList<>();
  private int rejected;

  /** With go-ethereum's {@code evm}, or without. */
  public EvmFuzz(@Nullable Path geth) {
    this.geth = geth;
  }

  /** SEED CASES [EVM]: runs half the cases at Prague, half at Osaka. */
  public static void main(String[] args) throws IOException, InterruptedException {
    long seed = Long.parseLong(args[0]);
    int cases = Integer.parseInt(args[1]);
    Path geth = args.length > 2 ? Path.of(args[2]) : null;
    Report report = new EvmFuzz(geth).run(seed, cases);
    report.differences().forEach(System.out::println);
    System.out.println(
        report.cases()
            + " cases from seed "
            + seed
            + ", "
            + report.rejected()
            + " rejected, "
            + report.differences().size()
            + " differences");
  }

  /** Runs cases from consecutive seeds. */
  public Report run(long seed, int cases) throws IOException, InterruptedException {
    for (int done = 0; done < cases; done += BATCH) {
      ObjectNode batch = Json.object();
      for (int i = done; i < Math.min(done + BATCH, cases); i++) {
        one(seed + i, batch);
      }
      if (geth != null) {
        compare(geth, batch);
      }
    }
    return new Report(cases, rejected, differences);
  }

  private void one(long seed, ObjectNode batch) {
    boolean osaka = (seed & 1) != 0;
    String fork = osaka ? "Osaka" : "Prague";
    Fork rules = osaka ? Fork.OSAKA : Fork.PRAGUE;
    ObjectNode body = new RandomStateTest(seed, osaka).generate();
    String name = "seed-" + seed;
    StateTest test = new StateTest(name, fork, rules, 0, 0, 0, body, Hash.ZERO, Hash.ZERO, null);
    TestResult plain = new StateTestRunner(crypto, TestCodes.create(false), null).run(test);
    TestResult traced =
        new StateTestRunner(crypto, TestCodes.create(false), new Tracer() {}).run(test);
    if (seed % compiledEvery == 0) {
      agree(
          name + ": compiled",
          plain,
          new StateTestRunner(crypto, TestCodes.create(true), null).run(test));
    }
    agree(name + ": traced", plain, traced);
    ObjectNode post = Json.object();
    post.put("hash", String.valueOf(plain.stateRoot()));
    post.put("logs", String.valueOf(plain.logsHash()));
    ObjectNode indexes = post.putObject("indexes");
    indexes.put("data", 0).put("gas", 0).put("value", 0);
    String error = plain.error();
    if (error != null && error.startsWith("the transaction was rejected")) {
      rejected++;
      post.put("expectException", error);
    }
    body.putObject("post").putArray(fork).add(post);
    batch.set(name, body);
  }

  private void agree(String name, TestResult expected, TestResult found) {
    boolean same =
        String.valueOf(expected.stateRoot()).equals(String.valueOf(found.stateRoot()))
            && String.valueOf(expected.logsHash()).equals(String.valueOf(found.logsHash()))
            && String.valueOf(expected.error()).equals(String.valueOf(found.error()));
    if (!same) {
      differences.add(name + ": " + expected.describe() + " / " + found.describe());
    }
  }

  private void compare(Path program, ObjectNode batch) throws IOException, InterruptedException {
    Path file = Files.createTempFile("kopi-fuzz", ".json");
    try {
      Files.writeString(file, Json.text(batch));
      Process process =
          new ProcessBuilder(program.toString(), "statetest", file.toString())
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      process.waitFor();
      int judged = 0;
      for (JsonNode result : Json.parse(said)) {
        judged++;
        if (!result.path("pass").booleanValue(false)) {
          differences.add("go-ethereum: " + Json.text(result));
        }
      }
      if (judged != batch.size()) {
        differences.add("go-ethereum judged " + judged + " of " + batch.size());
      }
    } finally {
      Files.deleteIfExists(file);
    }
  }
}
