package dev.kopi.tests.conformance.derivation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kopi.adapters.json.Json;
import dev.kopi.adapters.json.JsonFields;
import dev.kopi.adapters.upgrades.UpgradeFiles;
import dev.kopi.apps.derive.Recording;
import dev.kopi.apps.derive.ReplayRun;
import dev.kopi.core.chain.block.Header;
import dev.kopi.core.chain.block.HeaderBuilder;
import dev.kopi.core.chain.block.HeaderCodec;
import dev.kopi.core.crypto.hash.Keccak256;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import dev.kopi.tests.testkit.Vectors;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Recorded chains whose L1 first takes another way: for some blocks the node sees others, with the
 * same transactions of the batcher or with none, before it sees those of the recording. What is
 * derived from the recording's L1 is the same, from the block on that is longer than the branch.
 */
class ReorganisedChainsTest {
  private static final Bytes OTHER = Bytes.fromHex("0b");

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({
    "B-latest, 5, 1, true",
    "B-latest, 9, 4, true",
    "B-latest, 9, 4, false",
    "B-latest, 4, 16, true",
    "B-latest, 21, 14, true",
    "D1-bad-ecotone, 60, 8, true",
    "D3-bad-holocene, 60, 8, true",
    "D3-bad-holocene, 100, 20, false",
    "D5-timeout-holocene, 20, 18, true",
  })
  void derivesTheSameAfterAnotherBranchOfL1(String chain, int from, int depth, boolean batches)
      throws IOException {
    unpack("op-chains/" + chain + ".zip");
    reorganise(from, depth, batches);
    ReplayRun.Result result;
    try (Recording recording = new Recording(folder)) {
      ReplayRun run =
          new ReplayRun(
              recording,
              UpgradeFiles.with(Vectors.path("op-upgrades.zip")),
              after -> {},
              (file, event) -> {});
      result = run.executing();
    }
    assertThat(result.difference()).isNull();
    System.out.println(
        "derive "
            + chain
            + " with "
            + depth
            + " other L1 blocks from "
            + from
            + ": "
            + result.compared()
            + " blocks passed");
  }

  private void unpack(String name) throws IOException {
    try (ZipFile zip = Vectors.zip(name)) {
      for (ZipEntry entry : zip.stream().map(ZipEntry.class::cast).toList()) {
        if (!entry.isDirectory() && !entry.getName().startsWith("l2rpc/")) {
          Path file = folder.resolve(entry.getName());
          Files.createDirectories(file.getParent());
          try (InputStream in = zip.getInputStream(entry)) {
            Files.copy(in, file);
          }
        }
      }
    }
  }

  /** Puts blocks of another branch before the recorded ones of the same heights. */
  private void reorganise(int from, int depth, boolean batches) throws IOException {
    Path file = folder.resolve("expected.json");
    ObjectNode expected = (ObjectNode) read(file);
    List<String> order =
        JsonFields.list(expected, "l1Order", name -> JsonFields.text(name, "l1Order"));
    List<String> branch = new ArrayList<>();
    Hash parent = null;
    for (String name : order.subList(from, from + depth)) {
      ObjectNode block = (ObjectNode) read(folder.resolve("l1/" + name));
      Header header = HeaderCodec.decode(JsonFields.bytes(block, "headerRlp"));
      HeaderBuilder other = new HeaderBuilder(header).extraData(OTHER);
      if (parent != null) {
        other.parentHash(parent);
      }
      if (!batches) {
        other.transactionsRoot(Keccak256.EMPTY_TRIE).receiptsRoot(Keccak256.EMPTY_TRIE);
        block.putArray("transactions");
        block.putArray("receipts");
      }
      Header made = other.build();
      parent = made.hash();
      block.put("headerRlp", HeaderCodec.encode(made).toHex());
      block.put("hash", parent.toHex());
      String renamed = name.replace(".json", "-other.json");
      Files.write(folder.resolve("l1/" + renamed), Json.write(block));
      branch.add(renamed);
    }
    ArrayNode newOrder = expected.putArray("l1Order");
    order.subList(0, from).forEach(newOrder::add);
    branch.forEach(newOrder::add);
    order.subList(from, order.size()).forEach(newOrder::add);
    // Until the recorded chain is longer than the branch, nothing is derived from it.
    List<String> shorter = order.subList(from, from + depth);
    ArrayNode safe = expected.putArray("safe");
    for (JsonNode entry : JsonFields.list(read(file), "safe", node -> node)) {
      if (!shorter.contains(JsonFields.text(JsonFields.required(entry, "l1File"), "l1File"))) {
        safe.add(entry);
      }
    }
    Files.write(file, Json.write(expected));
  }

  private static JsonNode read(Path file) throws IOException {
    return Json.parse(Files.readAllBytes(file));
  }
}
