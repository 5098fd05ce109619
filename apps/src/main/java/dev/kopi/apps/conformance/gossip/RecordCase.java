package dev.kopi.apps.conformance.gossip;

import dev.kopi.adapters.json.JsonFields;
import dev.kopi.apps.conformance.Comparison;
import dev.kopi.core.crypto.ecdsa.PrivateKey;
import dev.kopi.core.crypto.ecdsa.Secp256k1;
import dev.kopi.core.p2p.block.GossipChain;
import dev.kopi.core.p2p.record.NodeRecord;
import dev.kopi.core.p2p.record.OpStackEntry;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.DecodeException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A node record: what is read out of it, and the same record made again. */
final class RecordCase implements CaseCheck {
  private final GossipChain chain;
  private final Secp256k1 curve;

  RecordCase(GossipChain chain, Secp256k1 curve) {
    this.chain = chain;
    this.curve = curve;
  }

  @Override
  public @Nullable String difference(JsonNode recorded) {
    NodeRecord record = NodeRecord.parse(text(recorded, "text"), curve);
    List<@Nullable String> differences = new ArrayList<>();
    differences.add(Comparison.of("the RLP", JsonFields.bytes(recorded, "rlp"), record.encoded()));
    differences.add(
        Comparison.of(
            "the node id", text(recorded, "nodeId"), record.nodeId().toHex().substring(2)));
    differences.add(Comparison.of("seq", number(recorded, "seq"), record.seq()));
    differences.add(Comparison.of("ip", text(recorded, "ip"), address(record)));
    differences.add(Comparison.of("tcp", number(recorded, "tcp"), number(record.tcp())));
    differences.add(Comparison.of("udp", number(recorded, "udp"), number(record.udp())));
    differences.add(entry(recorded, record));
    differences.add(again(recorded, record));
    return differences.stream().filter(Objects::nonNull).findFirst().orElse(null);
  }

  private @Nullable String entry(JsonNode recorded, NodeRecord record) {
    OpStackEntry entry = null;
    String state = "missing";
    try {
      entry = record.opStack();
      state = entry == null ? state : "read";
    } catch (DecodeException e) {
      state = "bad";
    }
    String difference = Comparison.of("the entry", text(recorded, "opstack"), state);
    if (difference == null && entry != null) {
      difference =
          Comparison.of(
              "the entry",
              new OpStackEntry(number(recorded, "chainId"), number(recorded, "version")),
              entry);
    }
    return difference != null
        ? difference
        : Comparison.of(
            "whether it is of the chain",
            JsonFields.bool(recorded, "rightChain"),
            entry != null && entry.isOf(chain.chainId()));
  }

  private @Nullable String again(JsonNode recorded, NodeRecord record) {
    PrivateKey key = PrivateKey.fromHex(text(recorded, "privateKey"));
    Map<String, Bytes> entries = new TreeMap<>(record.entries());
    NodeRecord made = NodeRecord.sign(key, record.seq(), entries, curve);
    return Comparison.of("the record made again", record, NodeRecord.parse(made.text(), curve));
  }

  private static String text(JsonNode recorded, String name) {
    return JsonFields.text(JsonFields.required(recorded, name), name);
  }

  private static long number(JsonNode recorded, String name) {
    return JsonFields.required(recorded, name).bigIntegerValue().longValue();
  }

  private static @Nullable Long number(@Nullable Integer port) {
    return port == null ? null : port.longValue();
  }

  private static @Nullable String address(NodeRecord record) {
    Bytes ip = record.ip4();
    if (ip == null) {
      return null;
    }
    return (ip.get(0) & 0xff)
        + "."
        + (ip.get(1) & 0xff)
        + "."
        + (ip.get(2) & 0xff)
        + "."
        + (ip.get(3) & 0xff);
  }
}
