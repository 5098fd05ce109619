package dev.kopi.adapters.json.rollup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kopi.adapters.json.Json;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.rollup.RollupConfig;
import dev.kopi.core.rollup.UnsupportedFork;
import java.math.BigInteger;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

class RollupFileTest {
  private static final String FILE =
      """
      {"genesis": {
         "l1": {"hash": "0x%1$s", "number": 7},
         "l2": {"hash": "0x%2$s", "number": 0},
         "l2_time": 1000,
         "system_config": {"batcherAddr": "0x%3$s", "overhead": "0x%1$s", "scalar": "0x%1$s",
           "gasLimit": 30000000}},
       "block_time": 2, "max_sequencer_drift": 600, "seq_window_size": 3600, "channel_timeout": 300,
       "l1_chain_id": 900, "l2_chain_id": 901,
       "regolith_time": 0, "canyon_time": 0, "delta_time": 0, "ecotone_time": 0, "fjord_time": 0,
       "granite_time": 0,
       "batch_inbox_address": "0x%3$s", "deposit_contract_address": "0x%3$s",
       "l1_system_config_address": "0x%3$s",
       "chain_op_config": {"eip1559Elasticity": 6, "eip1559Denominator": 50,
         "eip1559DenominatorCanyon": 250}}
      """
          .formatted("01".repeat(32), "02".repeat(32), "03".repeat(20));

  private final ObjectNode json = (ObjectNode) Json.parse(FILE);

  private RollupFile read() {
    return RollupFile.read(Json.write(json));
  }

  @Test
  void readsAFileWithoutWarnings() {
    assertThat(read().unknownKeys()).isEmpty();
    assertThat(read().config().unsupportedForks()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "holocen_time, holocene_time",
    "fjrod_time, fjord_time",
    "holoceneTime, holocene_time",
    "lagon_time, lagoon_time",
    "Jovian_Time, jovian_time",
  })
  void refusesAMisspeltForkKeyAndNamesTheNearest(String key, String meant) {
    json.put(key, 5);
    assertThatThrownBy(this::read)
        .isInstanceOf(DecodeException.class)
        .hasMessageContaining(key)
        .hasMessageContaining("did you mean " + meant + "?");
  }

  @Test
  void listsOtherUnknownKeysWithTheirPaths() {
    json.put("colour", "blue");
    ((ObjectNode) json.get("chain_op_config")).put("eip1559Flavour", 1);
    ((ObjectNode) json.get("genesis")).put("l3", 1);
    assertThat(read().unknownKeys())
        .containsExactly("colour", "genesis.l3", "chain_op_config.eip1559Flavour");
  }

  @Test
  void ignoresKeysThatAreNull() {
    RollupConfig before = read().config();
    for (String key : List.of("holocene_time", "alt_da", "holocen_time", "colour", "lagoon_time")) {
      json.putNull(key);
    }
    assertThat(read()).isEqualTo(new RollupFile(before, List.of()));
  }

  @Test
  void keepsScheduledForksThatAreNotSupported() {
    json.put("lagoon_time", 1796918401L).put("interop_time", 5000);
    assertThat(read().config().unsupportedForks())
        .containsExactly(
            new UnsupportedFork("interop", 5000), new UnsupportedFork("lagoon", 1796918401L));
    assertThat(read().unknownKeys()).isEmpty();
  }

  @Test
  void takesAnUnknownTimeForAForkThatIsNotSupported() {
    json.put("permafrost_time", 7000);
    assertThat(read().config().unsupportedForks())
        .containsExactly(new UnsupportedFork("permafrost", 7000));
  }

  @Test
  void writesUnsupportedForksAsTheyWereRead() {
    json.put("lagoon_time", 1796918401L);
    RollupConfig config = read().config();
    assertThat(RollupJson.read(RollupJson.write(config))).isEqualTo(config);
  }

  @ParameterizedTest
  @ValueSource(strings = {"eip1559Elasticity", "eip1559Denominator", "eip1559DenominatorCanyon"})
  void refusesEip1559ParametersThatAreNotPositiveNumbersOf32Bits(String field) {
    for (long wrong : new long[] {0, -1, 1L << 32}) {
      ((ObjectNode) json.get("chain_op_config")).put(field, wrong);
      assertThatThrownBy(this::read)
          .isInstanceOf(DecodeException.class)
          .hasMessageContaining("field " + field + " is " + wrong);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"l1_chain_id", "l2_chain_id"})
  void refusesChainIdsThatAreZeroNegativeOrHuge(String field) {
    for (BigInteger wrong :
        List.of(BigInteger.ZERO, BigInteger.valueOf(-1), BigInteger.ONE.shiftLeft(256))) {
      json.put(field, wrong);
      assertThatThrownBy(this::read)
          .isInstanceOf(DecodeException.class)
          .hasMessageContaining("field " + field + " is " + wrong);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"block_time", "seq_window_size", "channel_timeout"})
  void refusesIntervalsThatAreZeroNegativeOrHuge(String field) {
    for (long wrong : new long[] {0, -1, Long.MAX_VALUE}) {
      json.put(field, wrong);
      assertThatThrownBy(this::read)
          .isInstanceOf(DecodeException.class)
          .hasMessageContaining("field " + field + " is " + wrong);
    }
  }
}
