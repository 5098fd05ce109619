package dev.kopi.apps.cli.evm;

import dev.kopi.adapters.json.genesis.LenientNumbers;
import dev.kopi.core.chain.spec.BlobParams;
import dev.kopi.core.chain.spec.ChainSpec;
import dev.kopi.core.chain.spec.ChainSpec.BlobScheduleEntry;
import dev.kopi.core.chain.spec.Fork;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.UInt256;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The rules of blockchain tests by their network's name, such as {@code Cancun} or {@code
 * BerlinToLondonAt5}.
 */
final class BlockTestNetworks {
  private static final Pattern TRANSITION =
      Pattern.compile("(\\w+)To(\\w+)At(Diff|Time|)([0-9A-F]+)(k?)");
  private static final Address DEPOSIT_CONTRACT =
      Address.fromHex("0x00000000219ab540356cBB839Cbe05303d7705Fa");

  private BlockTestNetworks() {}

  /**
   * The rules of a network, or null when the name is not known.
   *
   * @param config the test's configuration with its blob schedule, or null
   */
  static @Nullable ChainSpec spec(String network, @Nullable JsonNode config) {
    Matcher transition = TRANSITION.matcher(network);
    if (!transition.matches()) {
      return spec(network, network, 0, null, null, config);
    }
    boolean difficulty = transition.group(3).equals("Diff");
    long at = Long.parseLong(transition.group(4), difficulty ? 16 : 10);
    at *= transition.group(5).isEmpty() ? 1 : 1000;
    String from = transition.group(1);
    String to = transition.group(2);
    if (to.equals("Dao")) {
      return spec(from, from, 0, null, at, config);
    }
    return difficulty
        ? spec(from, from, 0, UInt256.of(at), null, config)
        : spec(from, to, at, null, null, config);
  }

  private static @Nullable Fork fork(String name) {
    return name.equals("ArrowGlacier") ? Fork.ARROW_GLACIER : TestForks.byName(name);
  }

  private static @Nullable ChainSpec spec(
      String fromName,
      String toName,
      long at,
      @Nullable UInt256 terminal,
      @Nullable Long dao,
      @Nullable JsonNode config) {
    Fork from = fork(fromName);
    Fork to = fork(toName);
    if (from == null || to == null) {
      return null;
    }
    Map<Fork, Long> activations = new EnumMap<>(Fork.class);
    for (Fork fork : Fork.values()) {
      if (from.atLeast(fork)) {
        activations.put(fork, 0L);
      } else if (to.atLeast(fork)) {
        activations.put(fork, at);
      }
    }
    UInt256 end = terminal != null ? terminal : from.atLeast(Fork.PARIS) ? UInt256.ZERO : null;
    UInt256 chainId = config == null ? null : LenientNumbers.optional(config, "chainid");
    List<BlobScheduleEntry> schedule = new ArrayList<>();
    addBlobs(schedule, fromName, 0, config);
    addBlobs(schedule, toName, at, config);
    return new ChainSpec(
        chainId == null ? UInt256.ONE : chainId,
        activations,
        end,
        dao,
        schedule,
        DEPOSIT_CONTRACT,
        null);
  }

  private static void addBlobs(
      List<BlobScheduleEntry> schedule, String fork, long from, @Nullable JsonNode config) {
    JsonNode given = config == null ? null : config.get("blobSchedule");
    BlobParams params = TestForks.blobs(fork);
    if (given != null) {
      for (Map.Entry<String, JsonNode> entry : given.properties()) {
        if (TestForks.byName(entry.getKey()) != null && TestForks.same(entry.getKey(), fork)) {
          params = params(entry.getValue());
        }
      }
    }
    if (params != null) {
      schedule.add(new BlobScheduleEntry(from, params));
    }
  }

  private static BlobParams params(JsonNode json) {
    return new BlobParams(
        (int) LenientNumbers.required(json, "target").toLongExact(),
        (int) LenientNumbers.required(json, "max").toLongExact(),
        LenientNumbers.required(json, "baseFeeUpdateFraction").toLongExact());
  }
}
