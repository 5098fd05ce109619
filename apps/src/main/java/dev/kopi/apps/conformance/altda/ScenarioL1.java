package dev.kopi.apps.conformance.altda;

import dev.kopi.adapters.json.JsonFields;
import dev.kopi.core.altda.ChallengeSource;
import dev.kopi.core.chain.receipt.Log;
import dev.kopi.core.derivation.TemporaryException;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.rollup.BlockId;
import dev.kopi.core.rollup.L1BlockRef;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The L1 blocks of a scenario. */
final class ScenarioL1 implements ChallengeSource {
  private record Block(L1BlockRef ref, List<SentLog> logs) {}

  private final Map<Long, Block> blocks = new HashMap<>();

  ScenarioL1(JsonNode recorded) {
    for (JsonNode block : recorded) {
      long number = JsonFields.number(block, "number");
      L1BlockRef ref = new L1BlockRef(JsonFields.hash(block, "hash"), number, Hash.ZERO, 0);
      blocks.put(number, new Block(ref, logs(JsonFields.required(block, "transactions"))));
    }
  }

  private static List<SentLog> logs(JsonNode transactions) {
    List<SentLog> logs = new ArrayList<>();
    for (JsonNode transaction : transactions) {
      if (JsonFields.number(transaction, "status") == 1) {
        logs.add(log(JsonFields.required(transaction, "log"), transactions));
      }
    }
    return logs;
  }

  private static SentLog log(JsonNode recorded, JsonNode transactions) {
    Log log =
        new Log(
            JsonFields.address(recorded, "address"),
            JsonFields.list(recorded, "topics", topic -> JsonFields.asHash(topic, "topic")),
            JsonFields.bytes(recorded, "data"));
    JsonNode sender = transactions.get((int) JsonFields.number(recorded, "txIndex"));
    boolean certain =
        sender != null
            && JsonFields.hash(sender, "txHash").equals(JsonFields.hash(recorded, "txHash"));
    return new SentLog(log, certain ? JsonFields.bytes(sender, "input") : null);
  }

  /** A block that an operation names; blocks without a recording have no hash. */
  L1BlockRef block(long number) {
    Block block = blocks.get(number);
    return block == null ? new L1BlockRef(Hash.ZERO, number, Hash.ZERO, 0) : block.ref();
  }

  @Override
  public @Nullable L1BlockRef blockByNumber(long number) {
    Block block = blocks.get(number);
    return block == null ? null : block.ref();
  }

  @Override
  public List<SentLog> logs(BlockId id) {
    Block block = blocks.get(id.number());
    if (block == null) {
      throw new TemporaryException("L1 has no block " + id.number());
    }
    return block.logs();
  }
}
