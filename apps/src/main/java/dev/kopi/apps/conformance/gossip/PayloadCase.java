package dev.kopi.apps.conformance.gossip;

import dev.kopi.adapters.compression.SnappyFrames;
import dev.kopi.adapters.json.JsonFields;
import dev.kopi.adapters.p2p.payload.PayloadByNumber;
import dev.kopi.apps.conformance.Comparison;
import dev.kopi.core.p2p.block.BlockValidator;
import dev.kopi.core.p2p.block.GossipChain;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.rollup.UnsafePayloads;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** An exchange of {@code payload_by_number}, as its server or its client. */
final class PayloadCase implements CaseCheck {
  /** The recorded store fails for numbers that end so. */
  private static final long FAILING = 999;

  /** The recording's clock is real time: long after the blocks that it asks for. */
  private static final long SECONDS_AFTER_GENESIS = 80_000_000;

  private static final int HEADER_BYTES = 5;

  private final GossipChain chain;
  private final Map<Long, UnsafePayloads.Entry> store = new HashMap<>();

  PayloadCase(GossipChain chain, JsonNode root) {
    this.chain = chain;
    for (JsonNode recorded : JsonFields.required(root, "cases")) {
      JsonNode payload = JsonFields.optional(recorded, "payload");
      if (payload != null && isServer(recorded)) {
        UnsafePayloads.Entry block = BlockCase.block(payload);
        store.put(block.payload().blockNumber(), block);
      }
    }
  }

  private static boolean isServer(JsonNode recorded) {
    return "server".equals(JsonFields.text(recorded, "role", ""));
  }

  @Override
  public @Nullable String difference(JsonNode recorded) {
    Bytes request = JsonFields.bytes(recorded, "request");
    byte[] response = JsonFields.bytes(recorded, "response").toArray();
    if (isServer(recorded)) {
      byte[] made =
          PayloadByNumber.serve(
              request.toArray(),
              chain,
              this::payload,
              chain.genesisTimeSeconds() + SECONDS_AFTER_GENESIS);
      return Comparison.of("the response", plain(response), plain(made));
    }
    long number = JsonFields.required(recorded, "number").bigIntegerValue().longValue();
    String difference =
        Comparison.of("the request", request, Bytes.wrap(PayloadByNumber.request(number)));
    return difference != null ? difference : client(recorded, response, number);
  }

  private @Nullable String client(JsonNode recorded, byte[] response, long number) {
    PayloadByNumber.Answer answer = PayloadByNumber.read(response, number, chain);
    boolean accepted = JsonFields.bool(recorded, "accepted");
    if (accepted != (answer.block() != null)) {
      return "the answer is " + answer.outcome() + ", not " + (accepted ? "accepted" : "refused");
    }
    JsonNode payload = JsonFields.optional(recorded, "payload");
    return accepted && payload != null
        ? Comparison.of("the payload", BlockCase.block(payload), answer.block())
        : null;
  }

  private UnsafePayloads.@Nullable Entry payload(long number) {
    if (number % 1000 == FAILING) {
      throw new IllegalStateException("as recorded");
    }
    return store.get(number);
  }

  /** The response with its payload decompressed. */
  private static Bytes plain(byte[] response) {
    return response.length <= HEADER_BYTES
        ? Bytes.wrap(response)
        : Bytes.concat(
            Bytes.copyOf(response, 0, HEADER_BYTES),
            Bytes.wrap(SnappyFrames.decode(response, HEADER_BYTES, BlockValidator.MAX_BYTES)));
  }
}
