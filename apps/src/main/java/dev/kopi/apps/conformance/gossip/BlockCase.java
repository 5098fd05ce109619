package dev.kopi.apps.conformance.gossip;

import dev.kopi.adapters.json.JsonFields;
import dev.kopi.adapters.json.eth.EngineJson;
import dev.kopi.apps.conformance.Comparison;
import dev.kopi.core.crypto.Crypto;
import dev.kopi.core.p2p.block.BlockCheck;
import dev.kopi.core.p2p.block.BlockSigners;
import dev.kopi.core.p2p.block.BlockValidator;
import dev.kopi.core.p2p.block.BlockVersion;
import dev.kopi.core.p2p.block.GossipChain;
import dev.kopi.core.p2p.block.MessageIds;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.rollup.UnsafePayloads;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Messages of a block topic, one after another to one validator: verdict, id, payload. */
final class BlockCase implements CaseCheck {
  private final GossipChain chain;
  private final Crypto crypto;

  BlockCase(GossipChain chain, Crypto crypto) {
    this.chain = chain;
    this.crypto = crypto;
  }

  @Override
  public @Nullable String difference(JsonNode recorded) {
    BlockVersion version =
        BlockVersion.values()[JsonFields.required(recorded, "version").intValue() - 1];
    String topic = JsonFields.text(JsonFields.required(recorded, "topic"), "topic");
    String difference = Comparison.of("the topic", topic, version.topic(chain.chainId()));
    if (difference != null) {
      return difference;
    }
    BlockValidator validator =
        new BlockValidator(
            version,
            chain,
            JsonFields.required(recorded, "oldestAllowedSeconds").longValue(),
            crypto.secp256k1());
    BlockSigners signers =
        new BlockSigners(signer(recorded, "signer"), signer(recorded, "previousSigner"));
    long now = JsonFields.required(recorded, "now").longValue();
    int index = 0;
    for (JsonNode message : JsonFields.required(recorded, "messages")) {
      String at = " of message " + index++;
      byte[] data = JsonFields.bytes(message, "data").toArray();
      BlockCheck check = validator.check(data, signers, now);
      if (check.byCurrentSigner()) {
        signers = new BlockSigners(signers.current(), null);
      }
      difference = compare(message, at, check, MessageIds.of(topic, data, crypto.sha256()));
      if (difference != null) {
        return difference;
      }
    }
    return null;
  }

  private static @Nullable String compare(
      JsonNode message, String at, BlockCheck check, MessageIds ids) {
    String verdict = check.verdict().name().toLowerCase(Locale.ROOT);
    String recorded = JsonFields.text(JsonFields.required(message, "verdict"), "verdict");
    String difference =
        recorded.equals(verdict)
            ? null
            : "the verdict" + at + " is " + verdict + " (" + check.reason() + "), not " + recorded;
    if (difference == null) {
      difference =
          Comparison.of("the id" + at, JsonFields.bytes(message, "messageId"), ids.withTopic());
    }
    JsonNode payload = JsonFields.optional(message, "payload");
    return difference != null || payload == null
        ? difference
        : Comparison.of("the payload" + at, block(payload), check.block());
  }

  /** Reads a payload with the parent beacon block root beside it. */
  static UnsafePayloads.Entry block(JsonNode json) {
    return new UnsafePayloads.Entry(
        EngineJson.readPayload(JsonFields.required(json, "executionPayload")),
        JsonFields.optionalHash(json, "parentBeaconBlockRoot"));
  }

  private static @Nullable Address signer(JsonNode recorded, String name) {
    Bytes address = JsonFields.bytes(recorded, name);
    return address.equals(Bytes.wrap(new byte[20])) ? null : Address.of(address);
  }
}
