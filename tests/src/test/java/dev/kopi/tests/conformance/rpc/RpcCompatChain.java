package dev.kopi.tests.conformance.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kopi.adapters.files.BlockSource;
import dev.kopi.adapters.files.RlpChainFile;
import dev.kopi.adapters.json.Json;
import dev.kopi.core.chain.block.Block;
import dev.kopi.tests.conformance.ZippedJson;
import dev.kopi.tests.testkit.RunningEngine;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import tools.jackson.databind.JsonNode;

/** The chain and the questions of the published RPC cases. */
public final class RpcCompatChain {
  private RpcCompatChain() {}

  /** A request and the answer that is published for it. */
  record Exchange(String request, String response) {}

  /** Executes the chain and makes its last block the head. */
  public static void insert(ZipFile zip, RunningEngine engine) throws IOException {
    Block last = null;
    try (BlockSource blocks =
        new RlpChainFile(new BufferedInputStream(zip.getInputStream(zip.getEntry("chain.rlp"))))) {
      for (Block block = blocks.next(); block != null; block = blocks.next()) {
        if (block.number() > 0) {
          engine.insert(block);
        }
        last = block;
      }
    }
    assertThat(last).isNotNull();
    engine.finalizeAt(last.hash());
  }

  /** The names of all cases, sorted. */
  static List<String> cases(ZipFile zip) {
    return zip.stream()
        .map(ZipEntry::getName)
        .filter(name -> name.endsWith(".io"))
        .sorted()
        .toList();
  }

  /** The requests of all cases. */
  public static List<JsonNode> requests(ZipFile zip) throws IOException {
    List<JsonNode> out = new ArrayList<>();
    for (String name : cases(zip)) {
      for (Exchange exchange : exchanges(text(zip, name))) {
        out.add(Json.parse(exchange.request()));
      }
    }
    return out;
  }

  static String text(ZipFile zip, String name) throws IOException {
    return new String(ZippedJson.bytes(zip, name), StandardCharsets.UTF_8);
  }

  static List<Exchange> exchanges(String text) {
    List<Exchange> out = new ArrayList<>();
    String request = "";
    for (String line : text.split("\n", -1)) {
      if (line.startsWith(">> ")) {
        request = line.substring(3);
      } else if (line.startsWith("<< ")) {
        out.add(new Exchange(request, line.substring(3)));
      }
    }
    assertThat(out).isNotEmpty();
    return out;
  }
}
