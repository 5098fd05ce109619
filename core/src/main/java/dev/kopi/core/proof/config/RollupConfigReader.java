package dev.kopi.core.proof.config;

import dev.kopi.core.chain.spec.OpFork;
import dev.kopi.core.chain.spec.OpSpec;
import dev.kopi.core.platform.BigEndian;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.rollup.BlockId;
import dev.kopi.core.rollup.RollupConfig;
import dev.kopi.core.rollup.RollupConfig.AltDaConfig;
import dev.kopi.core.rollup.SystemConfig;
import dev.kopi.core.rollup.UnsupportedFork;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code rollup.json} as op-node writes it, with or without {@code genesis.l1.hash}. Who gives it
 * to a program has checked that it makes sense.
 */
public final class RollupConfigReader {
  private static final long DEFAULT_ELASTICITY = 6;
  private static final long DEFAULT_DENOMINATOR = 50;
  private static final long DEFAULT_DENOMINATOR_CANYON = 250;

  /** Forks that other software knows and this version does not implement. */
  private static final List<String> UNSUPPORTED = List.of("lagoon", "interop");

  private RollupConfigReader() {}

  /**
   * Reads a configuration.
   *
   * @throws DecodeException when a field is missing or malformed
   */
  public static RollupConfig read(Bytes utf8) {
    JsonValue.Fields json = JsonText.object(utf8);
    JsonValue.Fields genesis = ConfigFields.object(json, "genesis");
    Long drift = ConfigFields.optionalNumber(json, "max_sequencer_drift");
    return new RollupConfig(
        ConfigFields.uint256(json, "l1_chain_id"),
        ConfigFields.uint256(json, "l2_chain_id"),
        l1Start(ConfigFields.object(genesis, "l1")),
        blockId(ConfigFields.object(genesis, "l2")),
        ConfigFields.number(genesis, "l2_time"),
        systemConfig(ConfigFields.object(genesis, "system_config")),
        positive(json, "block_time"),
        drift == null ? 0 : drift,
        positive(json, "seq_window_size"),
        positive(json, "channel_timeout"),
        ConfigFields.address(json, "batch_inbox_address"),
        ConfigFields.address(json, "deposit_contract_address"),
        ConfigFields.address(json, "l1_system_config_address"),
        forks(json),
        ConfigFields.optionalNumber(json, "pectra_blob_schedule_time"),
        altDa(ConfigFields.optionalObject(json, "alt_da")),
        ConfigFields.flag(json, "keep_karst_upgrade_gas"),
        unsupportedForks(json));
  }

  private static SystemConfig systemConfig(JsonValue.Fields json) {
    byte[] eip1559 = ConfigFields.fixed(json, "eip1559Params", 8);
    byte[] operatorFee = ConfigFields.fixed(json, "operatorFeeParams", 32);
    Long minBaseFee = ConfigFields.optionalNumber(json, "minBaseFee");
    Long daScalar = ConfigFields.optionalNumber(json, "daFootprintGasScalar");
    return new SystemConfig(
        ConfigFields.address(json, "batcherAddr"),
        ConfigFields.hash(json, "overhead"),
        ConfigFields.hash(json, "scalar"),
        ConfigFields.number(json, "gasLimit"),
        BigEndian.getInt(eip1559, 0),
        BigEndian.getInt(eip1559, 4),
        BigEndian.getInt(operatorFee, 20),
        BigEndian.getLong(operatorFee, 24),
        minBaseFee == null ? 0 : minBaseFee,
        daScalar == null ? 0 : daScalar.intValue());
  }

  private static OpSpec forks(JsonValue.Fields json) {
    Map<OpFork, Long> times = new EnumMap<>(OpFork.class);
    for (OpFork fork : OpFork.values()) {
      Long time =
          fork == OpFork.BEDROCK ? null : ConfigFields.optionalNumber(json, key(fork.name()));
      if (time != null) {
        times.put(fork, time);
      }
    }
    JsonValue.Fields op = ConfigFields.optionalObject(json, "chain_op_config");
    if (op == null) {
      return new OpSpec(times, DEFAULT_ELASTICITY, DEFAULT_DENOMINATOR, DEFAULT_DENOMINATOR_CANYON);
    }
    Long canyon = ConfigFields.optionalNumber(op, "eip1559DenominatorCanyon");
    return new OpSpec(
        times,
        positive(op, "eip1559Elasticity"),
        positive(op, "eip1559Denominator"),
        canyon == null ? DEFAULT_DENOMINATOR_CANYON : canyon);
  }

  private static @Nullable AltDaConfig altDa(JsonValue.@Nullable Fields json) {
    if (json == null) {
      return null;
    }
    boolean generic =
        json.optional("da_commitment_type") instanceof JsonValue.Text(String type)
            && type.equals("GenericCommitment");
    Address contract = ConfigFields.address(json, "da_challenge_contract_address");
    return new AltDaConfig(
        contract.isZero() ? null : contract,
        generic,
        ConfigFields.number(json, "da_challenge_window"),
        ConfigFields.number(json, "da_resolve_window"));
  }

  private static List<UnsupportedFork> unsupportedForks(JsonValue.Fields json) {
    List<UnsupportedFork> forks = new ArrayList<>();
    for (String name : UNSUPPORTED) {
      Long time = ConfigFields.optionalNumber(json, name + "_time");
      if (time != null) {
        forks.add(new UnsupportedFork(name, time));
      }
    }
    return forks;
  }

  private static String key(String fork) {
    StringBuilder out = new StringBuilder(fork.length() + 5);
    for (int i = 0; i < fork.length(); i++) {
      out.append(Character.toLowerCase(fork.charAt(i)));
    }
    return out.append("_time").toString();
  }

  private static BlockId l1Start(JsonValue.Fields json) {
    return json.optional("hash") == null
        ? new BlockId(Hash.ZERO, ConfigFields.number(json, "number"))
        : blockId(json);
  }

  private static BlockId blockId(JsonValue.Fields json) {
    return new BlockId(ConfigFields.hash(json, "hash"), ConfigFields.number(json, "number"));
  }

  private static long positive(JsonValue.Fields json, String name) {
    long value = ConfigFields.number(json, name);
    if (value == 0) {
      throw new DecodeException("field " + name + " is 0");
    }
    return value;
  }
}
