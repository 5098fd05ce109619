package dev.kopi.adapters.json.rollup;

import dev.kopi.adapters.json.Json;
import dev.kopi.adapters.json.JsonFields;
import dev.kopi.core.chain.spec.OpFork;
import dev.kopi.core.chain.spec.OpSpec;
import dev.kopi.core.platform.BigEndian;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.core.rollup.BlockId;
import dev.kopi.core.rollup.RollupConfig;
import dev.kopi.core.rollup.RollupConfig.AltDaConfig;
import dev.kopi.core.rollup.SystemConfig;
import dev.kopi.core.rollup.UnsupportedFork;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code rollup.json}, read and written field by field as op-node does. Unknown keys are ignored,
 * since nodes of other versions write them too; {@link RollupFile} checks the file of an operator.
 */
public final class RollupJson {
  private static final long DEFAULT_ELASTICITY = 6;
  private static final long DEFAULT_DENOMINATOR = 50;
  private static final long DEFAULT_DENOMINATOR_CANYON = 250;
  private static final long MAX_CHAIN_ID = Long.MAX_VALUE;
  private static final long MAX_INTERVAL = 0xffff_ffffL;

  /**
   * Forks that other software knows and this version does not implement. Interop is the former name
   * of Lagoon.
   */
  static final List<String> UNSUPPORTED = List.of("lagoon", "interop");

  /** The key of {@link RollupConfig#keepKarstUpgradeGas}; false when it is absent. */
  public static final String KEEP_UPGRADE_GAS = "keep_karst_upgrade_gas";

  private RollupJson() {}

  /**
   * Reads a configuration and checks that it makes sense.
   *
   * @throws DecodeException when a field is missing or malformed, or values contradict each other
   */
  public static RollupConfig read(byte[] utf8) {
    return read(Json.parse(utf8));
  }

  /** As {@link #read(byte[])}, from a tree. */
  public static RollupConfig read(JsonNode json) {
    JsonNode genesis = JsonFields.required(json, "genesis");
    Long drift = JsonFields.optionalNumber(json, "max_sequencer_drift");
    RollupConfig config =
        new RollupConfig(
            chainId(json, "l1_chain_id"),
            chainId(json, "l2_chain_id"),
            blockId(JsonFields.required(genesis, "l1")),
            blockId(JsonFields.required(genesis, "l2")),
            JsonFields.number(genesis, "l2_time"),
            readSystemConfig(JsonFields.required(genesis, "system_config")),
            interval(json, "block_time"),
            drift == null ? 0 : drift,
            interval(json, "seq_window_size"),
            interval(json, "channel_timeout"),
            JsonFields.address(json, "batch_inbox_address"),
            JsonFields.address(json, "deposit_contract_address"),
            JsonFields.address(json, "l1_system_config_address"),
            readForks(json),
            JsonFields.optionalNumber(json, "pectra_blob_schedule_time"),
            readAltDa(JsonFields.optional(json, "alt_da")),
            JsonFields.flag(json, KEEP_UPGRADE_GAS),
            readUnsupportedForks(json));
    check(config);
    return config;
  }

  /** The tree, with the fields in op-node's order. */
  public static ObjectNode write(RollupConfig config) {
    ObjectNode genesis = Json.object();
    genesis.set("l1", blockId(config.genesisL1()));
    genesis.set("l2", blockId(config.genesisL2()));
    genesis.put("l2_time", config.genesisTimeSeconds());
    genesis.set("system_config", write(config.genesisSystemConfig()));
    ObjectNode out = Json.object();
    out.set("genesis", genesis);
    out.put("block_time", config.blockTimeSeconds());
    if (config.maxSequencerDriftSeconds() != 0) {
      out.put("max_sequencer_drift", config.maxSequencerDriftSeconds());
    }
    out.put("seq_window_size", config.sequencerWindowSize());
    out.put("channel_timeout", config.channelTimeoutBedrock());
    out.put("l1_chain_id", config.l1ChainId().toBigInteger());
    out.put("l2_chain_id", config.l2ChainId().toBigInteger());
    for (OpFork fork : OpFork.values()) {
      Long time = config.op().activation(fork);
      if (fork != OpFork.BEDROCK && time != null) {
        out.put(key(fork), time);
      }
    }
    if (config.keepKarstUpgradeGas()) {
      out.put(KEEP_UPGRADE_GAS, true);
    }
    for (UnsupportedFork fork : config.unsupportedForks()) {
      out.put(key(fork.name()), fork.activationSeconds());
    }
    out.put("batch_inbox_address", config.batchInbox().toHex());
    out.put("deposit_contract_address", config.depositContract().toHex());
    out.put("l1_system_config_address", config.systemConfigContract().toHex());
    ObjectNode op = Json.object();
    op.put("eip1559Elasticity", config.op().eip1559Elasticity());
    op.put("eip1559Denominator", config.op().eip1559Denominator());
    op.put("eip1559DenominatorCanyon", config.op().eip1559DenominatorCanyon());
    out.set("chain_op_config", op);
    AltDaConfig altDa = config.altDa();
    if (altDa != null) {
      out.set("alt_da", write(altDa));
    }
    Long pectra = config.pectraBlobScheduleSeconds();
    if (pectra != null) {
      out.put("pectra_blob_schedule_time", pectra);
    }
    return out;
  }

  /** A system configuration. Fields of later forks may be absent. */
  public static SystemConfig readSystemConfig(JsonNode json) {
    byte[] eip1559 = fixed(json, "eip1559Params", 8);
    byte[] operatorFee = fixed(json, "operatorFeeParams", 32);
    Long minBaseFee = JsonFields.optionalNumber(json, "minBaseFee");
    Long daScalar = JsonFields.optionalNumber(json, "daFootprintGasScalar");
    if (daScalar != null && daScalar > 0xffff) {
      throw new DecodeException("field daFootprintGasScalar is wider than 16 bits");
    }
    return new SystemConfig(
        JsonFields.address(json, "batcherAddr"),
        JsonFields.hash(json, "overhead"),
        JsonFields.hash(json, "scalar"),
        JsonFields.number(json, "gasLimit"),
        BigEndian.getInt(eip1559, 0),
        BigEndian.getInt(eip1559, 4),
        BigEndian.getInt(operatorFee, 20),
        BigEndian.getLong(operatorFee, 24),
        minBaseFee == null ? 0 : minBaseFee,
        daScalar == null ? 0 : daScalar.intValue());
  }

  /** A system configuration with all fields. */
  public static ObjectNode write(SystemConfig config) {
    ObjectNode out = Json.object();
    out.put("batcherAddr", config.batcher().toHex());
    out.put("overhead", config.overhead().toHex());
    out.put("scalar", config.scalar().toHex());
    out.put("gasLimit", config.gasLimit());
    byte[] eip1559 = new byte[8];
    BigEndian.putInt(eip1559, 0, config.eip1559Denominator());
    BigEndian.putInt(eip1559, 4, config.eip1559Elasticity());
    out.put("eip1559Params", Bytes.wrap(eip1559).toHex());
    byte[] operatorFee = new byte[32];
    BigEndian.putInt(operatorFee, 20, config.operatorFeeScalar());
    BigEndian.putLong(operatorFee, 24, config.operatorFeeConstant());
    out.put("operatorFeeParams", Bytes.wrap(operatorFee).toHex());
    out.put("minBaseFee", config.minBaseFee());
    out.put("daFootprintGasScalar", config.daFootprintGasScalar());
    return out;
  }

  private static ObjectNode write(AltDaConfig config) {
    Address contract = config.challengeContract();
    ObjectNode out = Json.object();
    out.put("da_challenge_contract_address", (contract == null ? Address.ZERO : contract).toHex());
    out.put(
        "da_commitment_type",
        config.genericCommitments() ? "GenericCommitment" : "KeccakCommitment");
    out.put("da_challenge_window", config.challengeWindow());
    out.put("da_resolve_window", config.resolveWindow());
    return out;
  }

  private static @Nullable AltDaConfig readAltDa(@Nullable JsonNode json) {
    if (json == null) {
      return null;
    }
    String type = JsonFields.text(json, "da_commitment_type", "KeccakCommitment");
    boolean generic = type.equals("GenericCommitment");
    if (!generic && !type.equals("KeccakCommitment")) {
      throw new DecodeException("field da_commitment_type: " + type + " is not known");
    }
    Address contract = JsonFields.optionalAddress(json, "da_challenge_contract_address");
    if (contract != null && contract.isZero()) {
      contract = null;
    }
    if (generic != (contract == null)) {
      throw new DecodeException(
          "field da_challenge_contract_address belongs to keccak commitments, and only to them");
    }
    return new AltDaConfig(
        contract,
        generic,
        JsonFields.number(json, "da_challenge_window"),
        JsonFields.number(json, "da_resolve_window"));
  }

  private static OpSpec readForks(JsonNode json) {
    Map<OpFork, Long> times = new EnumMap<>(OpFork.class);
    for (OpFork fork : OpFork.values()) {
      Long time =
          fork == OpFork.BEDROCK ? Long.valueOf(0) : JsonFields.optionalNumber(json, key(fork));
      if (time != null) {
        times.put(fork, time);
      }
    }
    JsonNode op = JsonFields.optional(json, "chain_op_config");
    if (op == null) {
      return new OpSpec(times, DEFAULT_ELASTICITY, DEFAULT_DENOMINATOR, DEFAULT_DENOMINATOR_CANYON);
    }
    boolean canyon = JsonFields.optional(op, "eip1559DenominatorCanyon") != null;
    return new OpSpec(
        times,
        JsonFields.positiveInt(op, "eip1559Elasticity"),
        JsonFields.positiveInt(op, "eip1559Denominator"),
        canyon
            ? JsonFields.positiveInt(op, "eip1559DenominatorCanyon")
            : DEFAULT_DENOMINATOR_CANYON);
  }

  private static List<UnsupportedFork> readUnsupportedForks(JsonNode json) {
    List<UnsupportedFork> forks = new ArrayList<>();
    for (String name : UNSUPPORTED) {
      Long time = JsonFields.optionalNumber(json, key(name));
      if (time != null) {
        forks.add(new UnsupportedFork(name, time));
      }
    }
    return forks;
  }

  /** The key of a fork's activation time. */
  static String key(OpFork fork) {
    return key(fork.name().toLowerCase(Locale.ROOT));
  }

  /** The key of a fork's activation time. */
  static String key(String fork) {
    return fork + "_time";
  }

  private static void check(RollupConfig config) {
    require(config.sequencerWindowSize() >= 2, "seq_window_size is below 2");
    require(
        config.maxSequencerDriftSeconds() > 0
            || config.isActive(OpFork.FJORD, config.genesisTimeSeconds()),
        "max_sequencer_drift is 0 and Fjord is not active at genesis");
    require(!config.genesisL1().hash().isZero(), "genesis.l1.hash is zero");
    require(!config.genesisL2().hash().isZero(), "genesis.l2.hash is zero");
    require(
        !config.genesisL1().hash().equals(config.genesisL2().hash()),
        "genesis.l1.hash and genesis.l2.hash are equal");
    require(config.genesisTimeSeconds() > 0, "genesis.l2_time is 0");
    require(!config.genesisSystemConfig().batcher().isZero(), "batcherAddr is zero");
    require(config.genesisSystemConfig().gasLimit() > 0, "gasLimit is 0");
    require(!config.batchInbox().isZero(), "batch_inbox_address is zero");
    require(!config.depositContract().isZero(), "deposit_contract_address is zero");
    require(
        !config.l1ChainId().equals(config.l2ChainId()), "l1_chain_id and l2_chain_id are equal");
    Long previous = 0L;
    for (OpFork fork : OpFork.values()) {
      Long time = config.op().activation(fork);
      require(
          time == null || (previous != null && time >= previous),
          key(fork) + " is set, but the fork before it is not active by then");
      previous = time;
    }
  }

  private static void require(boolean holds, String message) {
    if (!holds) {
      throw new DecodeException("rollup configuration: " + message);
    }
  }

  private static BlockId blockId(JsonNode json) {
    return new BlockId(JsonFields.hash(json, "hash"), JsonFields.number(json, "number"));
  }

  private static ObjectNode blockId(BlockId id) {
    ObjectNode out = Json.object();
    out.put("hash", id.hash().toHex());
    out.put("number", id.number());
    return out;
  }

  private static UInt256 chainId(JsonNode json, String name) {
    return UInt256.of(bounded(json, name, MAX_CHAIN_ID));
  }

  private static long interval(JsonNode json, String name) {
    return bounded(json, name, MAX_INTERVAL);
  }

  private static long bounded(JsonNode json, String name, long max) {
    JsonNode value = JsonFields.required(json, name);
    if (!value.isIntegralNumber()
        || !value.canConvertToLong()
        || value.longValue() < 1
        || value.longValue() > max) {
      throw new DecodeException(
          "field " + name + " is " + value + "; it must be a whole number from 1 to " + max);
    }
    return value.longValue();
  }

  /** The bytes of a field that must have a length when it is there; zeros when it is not. */
  private static byte[] fixed(JsonNode json, String name, int size) {
    Bytes value = JsonFields.optionalBytes(json, name);
    if (value == null) {
      return new byte[size];
    }
    if (value.size() != size) {
      throw new DecodeException("field " + name + " has " + value.size() + " bytes");
    }
    return value.unsafeArray();
  }
}
