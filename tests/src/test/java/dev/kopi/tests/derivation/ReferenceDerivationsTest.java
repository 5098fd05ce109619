package dev.kopi.tests.derivation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kopi.adapters.json.Json;
import dev.kopi.adapters.json.JsonFields;
import dev.kopi.core.chain.block.HeaderCodec;
import dev.kopi.core.chain.receipt.ReceiptCodec;
import dev.kopi.core.chain.spec.OpFork;
import dev.kopi.core.chain.transaction.TransactionEnvelope;
import dev.kopi.core.crypto.Kzg;
import dev.kopi.core.derivation.ResetException;
import dev.kopi.core.derivation.pipeline.DerivedAttributes;
import dev.kopi.core.derivation.start.SyncStart;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.rollup.L2BlockRef;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/**
 * Random L1 chains on every fork, with frames, channels and batches of all kinds, good and bad,
 * blocks that are invalid, restarts and reorganisations of L1. The pipeline of the Go reference
 * (optimism, June 2026) derived the same blocks from the same L1 blocks.
 *
 * <p>Nothing is executed. A block is invalid when one of its users' transactions is none, or its
 * last byte is below 10.
 */
class ReferenceDerivationsTest {
  private static final int LEAST_LAST_BYTE = 10;

  /** What was derived: a block, and the L1 block that completed its data. */
  private record Step(Hash block, long derivedFrom) {}

  private static List<JsonNode> recorded() {
    try (InputStream in =
        ReferenceDerivationsTest.class.getResourceAsStream("reference-derivations.json.gz")) {
      JsonNode all = Json.parse(new GZIPInputStream(Objects.requireNonNull(in)).readAllBytes());
      return JsonFields.list(all, "chains", chain -> chain);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @ParameterizedTest
  @MethodSource("recorded")
  void derivesWhatTheReferenceDerives(JsonNode recorded) {
    DerivationHarness chain = harness(recorded.get("forks"));
    chain.invalid =
        derived -> isInvalid(Objects.requireNonNull(derived.attributes().transactions()));
    recorded
        .get("blobs")
        .properties()
        .forEach(blob -> chain.l1.addBlob(Hash.fromHex(blob.getKey()), blob(blob.getValue())));
    List<Step> found = new ArrayList<>();
    int shown = 0;
    for (JsonNode block : recorded.get("l1")) {
      if (shown > 0) {
        chain.l1.show(
            HeaderCodec.decode(JsonFields.bytes(block, "header")),
            encodings(block, "txs").stream().map(TransactionEnvelope::decode).toList(),
            encodings(block, "receipts").stream().map(ReceiptCodec::decode).toList());
        derive(chain, found);
      }
      JsonNode blocksBack = recorded.get("resets").get(Integer.toString(shown));
      if (blocksBack != null) {
        restart(chain, chain.chain.get(chain.chain.size() - 1 - blocksBack.asInt()));
        derive(chain, found);
      }
      shown++;
    }
    List<Step> expected =
        JsonFields.list(
            recorded,
            "derived",
            step -> new Step(JsonFields.hash(step, "hash"), step.get("from").asLong()));
    assertThat(found).isEqualTo(expected);
    assertThat(found).hasSizeGreaterThan(50);
    System.out.println(
        "reference derivations: "
            + found.size()
            + " blocks from "
            + shown
            + " L1 blocks, "
            + recorded.get("resets").size()
            + " restarts");
  }

  private static DerivationHarness harness(JsonNode forks) {
    OpFork last = OpFork.BEDROCK;
    Map<OpFork, Long> activations = new EnumMap<>(OpFork.class);
    for (Map.Entry<String, JsonNode> fork : forks.properties()) {
      OpFork one = OpFork.valueOf(fork.getKey());
      last = one.atLeast(last) ? one : last;
      activations.put(one, fork.getValue().asLong());
    }
    return new DerivationHarness(last, activations, null);
  }

  /** Derives what there is; where L1 reorganised, from the safe head that is left. */
  private static void derive(DerivationHarness chain, List<Step> found) {
    while (true) {
      int before = chain.derived.size();
      try {
        chain.derive();
        note(chain, before, found);
        return;
      } catch (ResetException e) {
        note(chain, before, found);
        SyncStart start = new SyncStart(chain.config, chain.l1, chain.l2());
        L2BlockRef genesis = chain.chain.getFirst();
        restart(chain, start.find(new SyncStart.Heads(chain.head(), chain.head(), genesis)).safe());
      }
    }
  }

  private static void note(DerivationHarness chain, int from, List<Step> found) {
    List<DerivedAttributes> derived = chain.derived.subList(from, chain.derived.size());
    int first = chain.chain.size() - derived.size();
    for (int i = 0; i < derived.size(); i++) {
      found.add(new Step(chain.chain.get(first + i).hash(), derived.get(i).derivedFrom().number()));
    }
  }

  private static void restart(DerivationHarness chain, L2BlockRef safe) {
    while (!chain.head().equals(safe)) {
      chain.chain.removeLast();
    }
    chain.pipeline.reset(safe);
  }

  private static boolean isInvalid(List<Bytes> transactions) {
    for (Bytes transaction : transactions) {
      if (transaction.isEmpty()) {
        return true;
      }
      if (transaction.get(0) == 0x7e) {
        continue;
      }
      if ((transaction.get(transaction.size() - 1) & 0xff) < LEAST_LAST_BYTE) {
        return true;
      }
      try {
        TransactionEnvelope.decode(transaction);
      } catch (DecodeException e) {
        return true;
      }
    }
    return false;
  }

  private static List<Bytes> encodings(JsonNode json, String name) {
    return JsonFields.list(json, name, item -> JsonFields.asBytes(item, name));
  }

  /** A blob, of which zeros at the end are left out. */
  private static Bytes blob(JsonNode trimmed) {
    byte[] out = new byte[Kzg.BLOB_BYTES];
    Bytes bytes = JsonFields.asBytes(trimmed, "blob");
    bytes.copyTo(0, out, 0, bytes.size());
    return Bytes.wrap(out);
  }
}
