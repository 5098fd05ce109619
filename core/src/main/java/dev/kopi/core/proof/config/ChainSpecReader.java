package dev.kopi.core.proof.config;

import dev.kopi.core.chain.spec.BlobParams;
import dev.kopi.core.chain.spec.ChainSpec;
import dev.kopi.core.chain.spec.ChainSpec.BlobScheduleEntry;
import dev.kopi.core.chain.spec.Fork;
import dev.kopi.core.chain.spec.OpFork;
import dev.kopi.core.chain.spec.OpSpec;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.primitives.UInt256;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The chain configuration of go-ethereum and op-geth, as far as chains after the merge need it:
 * forks by time, blob schedule, EIP-1559 parameters.
 */
public final class ChainSpecReader {
  private static final Map<Fork, String> FORK_KEYS =
      new EnumMap<>(
          Map.of(
              Fork.SHANGHAI, "shanghaiTime",
              Fork.CANCUN, "cancunTime",
              Fork.PRAGUE, "pragueTime",
              Fork.OSAKA, "osakaTime"));

  private static final Map<OpFork, String> OP_FORK_KEYS =
      new EnumMap<>(
          Map.of(
              OpFork.REGOLITH, "regolithTime",
              OpFork.CANYON, "canyonTime",
              OpFork.ECOTONE, "ecotoneTime",
              OpFork.FJORD, "fjordTime",
              OpFork.GRANITE, "graniteTime",
              OpFork.HOLOCENE, "holoceneTime",
              OpFork.ISTHMUS, "isthmusTime",
              OpFork.JOVIAN, "jovianTime",
              OpFork.KARST, "karstTime"));

  /** The names of the blob schedule, in the order in which they come. */
  private static final List<String> SCHEDULE =
      List.of("cancun", "prague", "osaka", "bpo1", "bpo2", "bpo3", "bpo4", "bpo5");

  private ChainSpecReader() {}

  /**
   * Reads a configuration.
   *
   * @throws DecodeException when a field is missing or malformed
   */
  public static ChainSpec read(Bytes utf8) {
    JsonValue.Fields json = JsonText.object(utf8);
    Map<Fork, Long> activations = new EnumMap<>(Fork.class);
    FORK_KEYS.forEach((fork, key) -> {
      Long at = ConfigFields.optionalNumber(json, key);
      if (at != null) {
        activations.put(fork, at);
      }
    });
    return new ChainSpec(
        ConfigFields.uint256(json, "chainId"),
        activations,
        UInt256.ZERO,
        null,
        schedule(json),
        null,
        optimism(json));
  }

  private static @Nullable OpSpec optimism(JsonValue.Fields json) {
    JsonValue.Fields optimism = ConfigFields.optionalObject(json, "optimism");
    if (optimism == null) {
      return null;
    }
    Map<OpFork, Long> activations = new EnumMap<>(OpFork.class);
    OP_FORK_KEYS.forEach((fork, key) -> {
      Long at = ConfigFields.optionalNumber(json, key);
      if (at != null) {
        activations.put(fork, at);
      }
    });
    long denominator = ConfigFields.number(optimism, "eip1559Denominator");
    Long canyon = ConfigFields.optionalNumber(optimism, "eip1559DenominatorCanyon");
    return new OpSpec(
        activations,
        ConfigFields.number(optimism, "eip1559Elasticity"),
        denominator,
        canyon == null ? denominator : canyon);
  }

  private static List<BlobScheduleEntry> schedule(JsonValue.Fields json) {
    List<BlobScheduleEntry> entries = new ArrayList<>();
    JsonValue.Fields schedule = ConfigFields.optionalObject(json, "blobSchedule");
    if (schedule == null) {
      return entries;
    }
    for (String name : SCHEDULE) {
      Long from = ConfigFields.optionalNumber(json, name + "Time");
      JsonValue.Fields params = ConfigFields.optionalObject(schedule, name);
      if (from != null && params != null) {
        entries.add(
            new BlobScheduleEntry(
                from,
                new BlobParams(
                    (int) ConfigFields.number(params, "target"),
                    (int) ConfigFields.number(params, "max"),
                    ConfigFields.number(params, "baseFeeUpdateFraction"))));
      }
    }
    return entries;
  }
}
