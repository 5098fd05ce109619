package dev.kopi.adapters.json.genesis;

import dev.kopi.adapters.json.Json;
import dev.kopi.adapters.json.JsonFields;
import dev.kopi.adapters.json.UnknownKeys;
import dev.kopi.core.chain.spec.BlobParams;
import dev.kopi.core.chain.spec.ChainSpec;
import dev.kopi.core.chain.spec.ChainSpec.BlobScheduleEntry;
import dev.kopi.core.chain.spec.Fork;
import dev.kopi.core.chain.spec.OpFork;
import dev.kopi.core.chain.spec.OpSpec;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.primitives.UInt256;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The chain configuration of go-ethereum and op-geth: fork times, blob schedule, EIP-1559
 * parameters. Keys that are not known are ignored, as they do.
 */
public final class ChainConfigJson {
  private static final Map<Fork, String> FORK_KEYS =
      new EnumMap<>(
          Map.ofEntries(
              Map.entry(Fork.HOMESTEAD, "homesteadBlock"),
              Map.entry(Fork.TANGERINE_WHISTLE, "eip150Block"),
              Map.entry(Fork.SPURIOUS_DRAGON, "eip158Block"),
              Map.entry(Fork.BYZANTIUM, "byzantiumBlock"),
              Map.entry(Fork.CONSTANTINOPLE, "constantinopleBlock"),
              Map.entry(Fork.PETERSBURG, "petersburgBlock"),
              Map.entry(Fork.ISTANBUL, "istanbulBlock"),
              Map.entry(Fork.MUIR_GLACIER, "muirGlacierBlock"),
              Map.entry(Fork.BERLIN, "berlinBlock"),
              Map.entry(Fork.LONDON, "londonBlock"),
              Map.entry(Fork.ARROW_GLACIER, "arrowGlacierBlock"),
              Map.entry(Fork.GRAY_GLACIER, "grayGlacierBlock"),
              Map.entry(Fork.PARIS, "mergeNetsplitBlock"),
              Map.entry(Fork.SHANGHAI, "shanghaiTime"),
              Map.entry(Fork.CANCUN, "cancunTime"),
              Map.entry(Fork.PRAGUE, "pragueTime"),
              Map.entry(Fork.OSAKA, "osakaTime")));

  /** Delta has no key: it changes nothing for the execution layer. */
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

  /** Other keys that go-ethereum and op-geth know, and that change nothing here. */
  private static final Set<String> OTHER_KEYS =
      Set.of(
          "chainId",
          "daoForkBlock",
          "daoForkSupport",
          "eip150Hash",
          "eip155Block",
          "eip160Block",
          "constantinopleFixBlock",
          "mergeForkBlock",
          "terminalTotalDifficulty",
          "terminalTotalDifficultyPassed",
          "depositContractAddress",
          "bedrockBlock",
          "bpo1Time",
          "bpo2Time",
          "bpo3Time",
          "bpo4Time",
          "bpo5Time",
          "blobSchedule",
          "enableVerkleAtGenesis",
          "ethash",
          "clique",
          "optimism");

  /** The activation times of forks that other software knows and this version lacks. */
  private static final List<String> UNSUPPORTED =
      List.of("interopTime", "lagoonTime", "amsterdamTime", "bogotaTime", "verkleTime", "ubtTime");

  private ChainConfigJson() {}

  /**
   * Reads the chain configuration of a file that an operator provides: a misspelt fork key is an
   * error, since the fork would silently never activate.
   *
   * @throws DecodeException when something is missing or malformed, or a fork key is misspelt
   */
  public static ChainSpec readFile(JsonNode config) {
    List<String> forks = forkKeys();
    Set<String> known = new HashSet<>(OTHER_KEYS);
    known.addAll(forks);
    for (String key : UnknownKeys.of(config, known)) {
      String meant = UnknownKeys.nearest(key, forks);
      if (meant != null) {
        throw new DecodeException("unknown key " + key + ": did you mean " + meant + "?");
      }
    }
    return read(config);
  }

  private static List<String> forkKeys() {
    return Stream.of(FORK_KEYS.values(), OP_FORK_KEYS.values(), UNSUPPORTED)
        .flatMap(Collection::stream)
        .toList();
  }

  /** Scheduled forks that this version does not implement, by the name of their key. */
  public static Map<String, Long> unsupportedForks(JsonNode config) {
    Map<String, Long> forks = new TreeMap<>();
    for (String key : UNSUPPORTED) {
      Long at = time(config, key);
      if (at != null) {
        forks.put(key.substring(0, key.length() - "Time".length()), at);
      }
    }
    return forks;
  }

  /**
   * Reads a chain configuration.
   *
   * @throws DecodeException when something is missing or malformed
   */
  public static ChainSpec read(JsonNode config) {
    Map<Fork, Long> activations = new EnumMap<>(Fork.class);
    FORK_KEYS.forEach((fork, key) -> {
      Long at = time(config, key);
      if (at != null) {
        activations.put(fork, at);
      }
    });
    // "petersburgBlock: nil = same as Constantinople".
    Long constantinople = activations.get(Fork.CONSTANTINOPLE);
    if (constantinople != null) {
      activations.putIfAbsent(Fork.PETERSBURG, constantinople);
    }
    Address depositContract = JsonFields.optionalAddress(config, "depositContractAddress");
    if (depositContract != null && depositContract.isZero()) {
      depositContract = null;
    }
    JsonNode daoSupport = JsonFields.optional(config, "daoForkSupport");
    boolean dao = daoSupport != null && JsonFields.asBool(daoSupport, "daoForkSupport");
    return new ChainSpec(
        chainId(config),
        activations,
        LenientNumbers.optional(config, "terminalTotalDifficulty"),
        dao ? time(config, "daoForkBlock") : null,
        readSchedule(config),
        depositContract,
        readOptimism(config));
  }

  private static UInt256 chainId(JsonNode config) {
    UInt256 id = LenientNumbers.required(config, "chainId");
    if (id.isZero() || !id.fitsLong() || id.lowLong() < 0) {
      throw new DecodeException(
          "field chainId is " + id + "; it must be a number from 1 to " + Long.MAX_VALUE);
    }
    return id;
  }

  private static @Nullable OpSpec readOptimism(JsonNode config) {
    JsonNode optimism = JsonFields.optional(config, "optimism");
    if (optimism == null) {
      return null;
    }
    Long bedrock = time(config, "bedrockBlock");
    if (bedrock == null || bedrock != 0) {
      throw new DecodeException("config: an OP chain whose Bedrock is not at block 0");
    }
    Map<OpFork, Long> activations = new EnumMap<>(OpFork.class);
    OP_FORK_KEYS.forEach((fork, key) -> {
      Long at = time(config, key);
      if (at != null) {
        activations.put(fork, at);
      }
    });
    long elasticity = JsonFields.positiveInt(optimism, "eip1559Elasticity");
    long denominator = JsonFields.positiveInt(optimism, "eip1559Denominator");
    boolean own = JsonFields.optional(optimism, "eip1559DenominatorCanyon") != null;
    long canyon = own ? JsonFields.positiveInt(optimism, "eip1559DenominatorCanyon") : denominator;
    return new OpSpec(activations, elasticity, denominator, canyon);
  }

  private static List<BlobScheduleEntry> readSchedule(JsonNode config) {
    JsonNode schedule = JsonFields.optional(config, "blobSchedule");
    List<BlobScheduleEntry> entries = new ArrayList<>();
    if (schedule == null) {
      return entries;
    }
    for (String name : SCHEDULE) {
      Long from = time(config, name + "Time");
      JsonNode params = JsonFields.optional(schedule, name);
      if (from != null && params != null) {
        entries.add(new BlobScheduleEntry(from, readParams(params)));
      }
    }
    return entries;
  }

  private static BlobParams readParams(JsonNode json) {
    long target = JsonFields.number(json, "target");
    long max = JsonFields.number(json, "max");
    long fraction = JsonFields.number(json, "baseFeeUpdateFraction");
    if (target > max || max > 1 << 16 || fraction == 0) {
      throw new DecodeException("blobSchedule: " + target + " of " + max + " by " + fraction);
    }
    return new BlobParams((int) target, (int) max, fraction);
  }

  private static @Nullable Long time(JsonNode config, String name) {
    UInt256 value = LenientNumbers.optional(config, name);
    if (value == null) {
      return null;
    }
    if (!value.fitsLong()) {
      throw new DecodeException("field " + name + " is wider than 64 bits");
    }
    return value.lowLong();
  }

  /** Writes a chain configuration. */
  public static ObjectNode write(ChainSpec spec) {
    ObjectNode config = Json.object();
    config.put("chainId", spec.chainId().toBigInteger());
    FORK_KEYS.forEach((fork, key) -> {
      Long at = spec.activations().get(fork);
      if (at != null) {
        config.put(key, unsigned(at));
        if (fork == Fork.SPURIOUS_DRAGON) {
          config.put("eip155Block", unsigned(at));
        }
      }
    });
    Long dao = spec.daoForkBlock();
    if (dao != null) {
      config.put("daoForkBlock", unsigned(dao)).put("daoForkSupport", true);
    }
    UInt256 terminal = spec.terminalTotalDifficulty();
    if (terminal != null) {
      config.put("terminalTotalDifficulty", terminal.toBigInteger());
    }
    Address deposits = spec.depositContract();
    config.put("depositContractAddress", (deposits == null ? Address.ZERO : deposits).toHex());
    writeSchedule(config, spec);
    OpSpec op = spec.op();
    if (op != null) {
      writeOptimism(config, op);
    }
    return config;
  }

  private static void writeOptimism(ObjectNode config, OpSpec op) {
    config.put("bedrockBlock", 0);
    OP_FORK_KEYS.forEach((fork, key) -> {
      Long at = op.activation(fork);
      if (at != null) {
        config.put(key, unsigned(at));
      }
    });
    ObjectNode optimism = Json.object();
    optimism.put("eip1559Elasticity", op.eip1559Elasticity());
    optimism.put("eip1559Denominator", op.eip1559Denominator());
    optimism.put("eip1559DenominatorCanyon", op.eip1559DenominatorCanyon());
    config.set("optimism", optimism);
  }

  /**
   * Entries that begin with a fork get its name, others become the next blob-parameter-only fork.
   */
  private static void writeSchedule(ObjectNode config, ChainSpec spec) {
    ObjectNode schedule = Json.object();
    int next = 0;
    for (BlobScheduleEntry entry : spec.blobSchedule()) {
      while (next < 3 && !Long.valueOf(entry.fromSeconds()).equals(forkTime(spec, next))) {
        next++;
      }
      if (next == SCHEDULE.size()) {
        throw new IllegalArgumentException("more blob parameters than the format has names for");
      }
      String name = SCHEDULE.get(next);
      if (next >= 3) {
        config.put(name + "Time", unsigned(entry.fromSeconds()));
      }
      ObjectNode params = Json.object();
      params.put("target", entry.params().target());
      params.put("max", entry.params().max());
      params.put("baseFeeUpdateFraction", entry.params().updateFraction());
      schedule.set(name, params);
      next++;
    }
    if (!schedule.isEmpty()) {
      config.set("blobSchedule", schedule);
    }
  }

  private static @Nullable Long forkTime(ChainSpec spec, int index) {
    return spec.activations().get(List.of(Fork.CANCUN, Fork.PRAGUE, Fork.OSAKA).get(index));
  }

  private static BigInteger unsigned(long value) {
    return UInt256.of(value).toBigInteger();
  }
}
