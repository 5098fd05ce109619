package dev.kopi.apps.conformance.gossip;

import dev.kopi.adapters.crypto.NativeCrypto;
import dev.kopi.adapters.json.JsonFields;
import dev.kopi.apps.conformance.CaseResult;
import dev.kopi.apps.conformance.JsonRecordings;
import dev.kopi.core.chain.spec.OpFork;
import dev.kopi.core.chain.spec.OpSpec;
import dev.kopi.core.crypto.Crypto;
import dev.kopi.core.p2p.block.GossipChain;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.primitives.UInt256;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A zip or a folder of recorded gossip, or one file of it. */
public final class GossipRecording {
  private final Crypto crypto = NativeCrypto.create();
  private final Consumer<CaseResult> results;
  private final Consumer<String> quirks;

  /**
   * Hands on what comes of the cases.
   *
   * @param quirks gets the names of the cases that show a defect of the reference: Kopi does not
   *     copy it, so that they have no result
   */
  public GossipRecording(Consumer<CaseResult> results, Consumer<String> quirks) {
    this.results = results;
    this.quirks = quirks;
  }

  /**
   * Replays all cases of a path.
   *
   * @throws IOException when it cannot be read
   */
  public void run(Path path) throws IOException {
    JsonRecordings.each(path, this::runFile);
  }

  private void runFile(String stem, JsonNode root) {
    GossipChain chain = chain(JsonFields.required(root, "config"));
    CaseCheck check = check(stem, root, chain);
    if (check == null) {
      return;
    }
    for (JsonNode node : JsonFields.required(root, "cases")) {
      String shows = JsonFields.text(JsonFields.required(node, "shows"), "shows");
      String name = stem + "/" + JsonFields.text(node, "id", shows);
      if ("quirk".equals(JsonFields.text(node, "kind", ""))) {
        quirks.accept(name + ": " + shows);
      } else {
        results.accept(new CaseResult(name, error(check, node)));
      }
    }
  }

  private @Nullable CaseCheck check(String stem, JsonNode root, GossipChain chain) {
    if (stem.startsWith("blocks-v")) {
      return new BlockCase(chain, crypto);
    }
    return switch (stem) {
      case "payload-by-number" -> new PayloadCase(chain, root);
      case "enr" -> new RecordCase(chain, crypto.secp256k1());
      default -> null;
    };
  }

  private static @Nullable String error(CaseCheck check, JsonNode node) {
    try {
      return check.difference(node);
    } catch (DecodeException e) {
      return String.valueOf(e.getMessage());
    }
  }

  private static GossipChain chain(JsonNode config) {
    Map<OpFork, Long> times = new EnumMap<>(OpFork.class);
    for (OpFork fork : OpFork.values()) {
      JsonNode time = JsonFields.optional(config, fork.name().toLowerCase(Locale.ROOT));
      if (time != null) {
        times.put(fork, time.longValue());
      }
    }
    return new GossipChain(
        UInt256.of(JsonFields.required(config, "l2ChainId").longValue()),
        JsonFields.required(config, "genesisNumber").longValue(),
        JsonFields.required(config, "genesisTime").longValue(),
        JsonFields.required(config, "blockTime").longValue(),
        new OpSpec(times, 6, 50, 250));
  }
}
