package dev.kopi.tests.conformance.derivation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kopi.adapters.json.Json;
import dev.kopi.apps.cli.derive.DeriveCommand;
import dev.kopi.tests.testkit.Vectors;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code kopi derive} as a user meets it: on recordings that are right, altered and damaged. */
class DeriveCommandTest {
  private static final String CHAIN = "op-chains/E1-l1reorg-granite.zip";

  @TempDir private Path temporary;
  private Path folder = Path.of("");

  private record Run(int status, List<String> out, String err) {}

  @BeforeEach
  void unpack() throws IOException {
    folder = temporary.resolve("chain");
    try (ZipFile zip = Vectors.zip(CHAIN)) {
      for (ZipEntry entry : (Iterable<ZipEntry>) zip.stream().map(e -> (ZipEntry) e)::iterator) {
        Path file = folder.resolve(entry.getName()).normalize();
        assertThat(file.startsWith(folder)).isTrue();
        if (entry.isDirectory()) {
          continue;
        }
        Files.createDirectories(file.getParent());
        try (InputStream in = zip.getInputStream(entry)) {
          Files.copy(in, file);
        }
      }
    }
  }

  @Test
  void printsTheSafeHeadAfterEachL1FileOfAFolder() throws IOException {
    Run run = run("--attributes-only", "--json", folder.toString());
    assertThat(run.status()).isZero();
    JsonNode expected = Json.parse(Files.readAllBytes(folder.resolve("expected.json")));
    assertThat(run.out()).hasSize(expected.get("l1Order").size());
    JsonNode last = Json.parse(run.out().getLast());
    assertThat(last.get("l1").asInt()).isEqualTo(35);
    assertThat(last.get("l1File").asString()).isEqualTo("0035.json");
    assertThat(last.get("safeL2")).isEqualTo(expected.get("finalSafe"));
  }

  @Test
  void replaysSeveralRecordingsAndGoesOnAfterOneThatCannotBeRead() {
    String zip = Vectors.path(CHAIN).toString();
    Run run = run("--attributes-only", zip, temporary.resolve("absent.zip").toString(), zip);
    assertThat(run.status()).isEqualTo(1);
    assertThat(run.out()).hasSize(90);
    assertThat(run.err()).contains("absent.zip: there is no such file or folder");
  }

  @Test
  void namesTheBlockFieldAndValuesOfAnotherSafeHead() throws IOException {
    String other = "0x" + "11".repeat(32);
    alter(
        "expected.json",
        json -> ((ObjectNode) json.get("safe").get(20).get("safeL2")).put("hash", other));
    Run run = run(folder.toString());
    assertThat(run.status()).isEqualTo(1);
    assertThat(run.err()).contains("safe L2 block 96: hash: expected " + other + ", found 0x");
  }

  @Test
  void namesTheOutputRootThatDiffers() throws IOException {
    String other = "0x" + "22".repeat(32);
    alter("expected.json", json -> ((ObjectNode) json.get("outputRoots")).put("110", other));
    Run run = run(folder.toString());
    assertThat(run.status()).isEqualTo(1);
    assertThat(run.err()).contains("L2 block 110: output root: expected " + other + ", found 0x");
  }

  @Test
  void namesTheTransactionThatDiffers() throws IOException {
    alter(
        "l2/0050.json",
        json -> {
          ArrayNode transactions = (ArrayNode) json.get("transactions");
          transactions.set(1, transactions.get(2));
        });
    for (String mode : List.of("--attributes-only", "--json")) {
      Run run = run(mode, folder.toString());
      assertThat(run.status()).isEqualTo(1);
      assertThat(run.err()).contains("L2 block 50: transaction 1: expected 0x");
    }
  }

  @Test
  void namesTheL1OriginThatDiffers() throws IOException {
    alter("l2/0060.json", json -> ((ObjectNode) json.get("l1Origin")).put("number", 7));
    Run run = run(folder.toString());
    assertThat(run.status()).isEqualTo(1);
    assertThat(run.err()).contains("L2 block 60: l1Origin: expected");
  }

  @Test
  void tellsWhichFileIsDamaged() throws IOException {
    alter("l1/0024.json", json -> ((ArrayNode) json.get("transactions")).remove(0));
    Run run = run("--attributes-only", folder.toString());
    assertThat(run.status()).isEqualTo(1);
    assertThat(run.err()).contains("l1/0024.json: its transactions do not belong to its header");
  }

  @Test
  void tellsThatABlobIsMissing() throws IOException {
    alter("l1/0024.json", json -> ((ObjectNode) json).putObject("blobs"));
    Run run = run("--attributes-only", folder.toString());
    assertThat(run.status()).isEqualTo(1);
    assertThat(run.err()).contains("L1 file 0024.json: derivation").contains("was not recorded");
  }

  @Test
  void refusesWhatIsNoZip() throws IOException {
    Path file = temporary.resolve("cut.zip");
    byte[] whole = Files.readAllBytes(Vectors.path(CHAIN));
    Files.write(file, Arrays.copyOf(whole, whole.length / 2));
    Run run = run(file.toString());
    assertThat(run.status()).isEqualTo(1);
    assertThat(run.err()).contains("cannot read the recording").contains("not a zip");
  }

  private void alter(String name, Consumer<JsonNode> change) throws IOException {
    Path file = folder.resolve(name);
    JsonNode json = Json.parse(Files.readAllBytes(file));
    change.accept(json);
    Files.write(file, Json.write(json));
  }

  private static Run run(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addFirst(Vectors.path("op-upgrades.zip").toString());
    all.addFirst("--upgrades");
    int status =
        new CommandLine(new DeriveCommand())
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(err))
            .execute(all.toArray(new String[0]));
    return new Run(status, out.toString().lines().toList(), err.toString());
  }
}
