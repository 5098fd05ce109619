package dev.kopi.adapters.json.rollup;

import dev.kopi.adapters.json.Json;
import dev.kopi.adapters.json.JsonFields;
import dev.kopi.adapters.json.UnknownKeys;
import dev.kopi.core.chain.spec.OpFork;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.rollup.RollupConfig;
import dev.kopi.core.rollup.UnsupportedFork;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A {@code rollup.json} that an operator provides. It is checked more strictly than the answer of a
 * node: a misspelt fork key is an error, since the fork would silently never activate. Any other
 * key with a time, such as {@code foo_time}, is taken for a fork that this version lacks.
 *
 * @param config the configuration
 * @param unknownKeys keys that have no effect, as paths; for a warning
 */
public record RollupFile(RollupConfig config, List<String> unknownKeys) {
  private static final String TIME = "_time";
  private static final Set<String> TOP_LEVEL =
      Set.of(
          "genesis",
          "block_time",
          "max_sequencer_drift",
          "seq_window_size",
          "channel_timeout",
          "l1_chain_id",
          "l2_chain_id",
          "pectra_blob_schedule_time",
          RollupJson.KEEP_UPGRADE_GAS,
          "batch_inbox_address",
          "deposit_contract_address",
          "l1_system_config_address",
          // Read by earlier versions of op-node; it never affected derivation.
          "protocol_versions_address",
          "chain_op_config",
          "alt_da");
  private static final Set<String> GENESIS = Set.of("l1", "l2", "l2_time", "system_config");
  private static final Set<String> BLOCK_ID = Set.of("hash", "number");
  private static final Set<String> SYSTEM_CONFIG =
      Set.of(
          "batcherAddr",
          "overhead",
          "scalar",
          "gasLimit",
          "eip1559Params",
          "operatorFeeParams",
          "minBaseFee",
          "daFootprintGasScalar");
  private static final Set<String> OP_CONFIG =
      Set.of("eip1559Elasticity", "eip1559Denominator", "eip1559DenominatorCanyon");
  private static final Set<String> ALT_DA =
      Set.of(
          "da_challenge_contract_address",
          "da_commitment_type",
          "da_challenge_window",
          "da_resolve_window");

  /** Copies the list. */
  public RollupFile {
    unknownKeys = List.copyOf(unknownKeys);
  }

  /**
   * Reads and checks a file.
   *
   * @throws DecodeException when a field is missing, malformed or contradicts others, or a key is a
   *     misspelt fork key; the message names the field
   */
  public static RollupFile read(byte[] utf8) {
    return read(Json.parse(utf8));
  }

  /** As {@link #read(byte[])}, from a tree. */
  public static RollupFile read(JsonNode json) {
    refuseMisspeltForks(json);
    RollupConfig config = RollupJson.read(json);
    JsonNode genesis = json.get("genesis");
    List<String> unknown = new ArrayList<>();
    List<UnsupportedFork> forks = new ArrayList<>(config.unsupportedForks());
    for (String key : unknownTopLevel(json)) {
      if (key.endsWith(TIME) && json.get(key).isIntegralNumber()) {
        String name = key.substring(0, key.length() - TIME.length());
        forks.add(new UnsupportedFork(name, JsonFields.number(json, key)));
      } else {
        unknown.add(key);
      }
    }
    add(unknown, "genesis.", genesis, GENESIS);
    add(unknown, "genesis.l1.", genesis.get("l1"), BLOCK_ID);
    add(unknown, "genesis.l2.", genesis.get("l2"), BLOCK_ID);
    add(unknown, "genesis.system_config.", genesis.get("system_config"), SYSTEM_CONFIG);
    add(unknown, "chain_op_config.", json.get("chain_op_config"), OP_CONFIG);
    add(unknown, "alt_da.", json.get("alt_da"), ALT_DA);
    return new RollupFile(config.withUnsupportedForks(forks), unknown);
  }

  private static void refuseMisspeltForks(JsonNode json) {
    List<String> forks = forkKeys();
    for (String key : unknownTopLevel(json)) {
      String meant = UnknownKeys.nearest(key, forks);
      if (meant != null) {
        throw new DecodeException("unknown key " + key + ": did you mean " + meant + "?");
      }
    }
  }

  private static List<String> unknownTopLevel(JsonNode json) {
    List<String> unknown = UnknownKeys.of(json, TOP_LEVEL);
    unknown.removeAll(forkKeys());
    return unknown;
  }

  private static List<String> forkKeys() {
    return Stream.concat(
            Arrays.stream(OpFork.values())
                .filter(fork -> fork != OpFork.BEDROCK)
                .map(RollupJson::key),
            RollupJson.UNSUPPORTED.stream().map(RollupJson::key))
        .toList();
  }

  private static void add(
      List<String> unknown, String path, @Nullable JsonNode object, Set<String> known) {
    UnknownKeys.of(object, known).forEach(key -> unknown.add(path + key));
  }
}
