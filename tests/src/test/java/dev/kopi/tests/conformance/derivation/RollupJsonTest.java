package dev.kopi.tests.conformance.derivation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kopi.adapters.json.Json;
import dev.kopi.adapters.json.rollup.RollupJson;
import dev.kopi.core.chain.spec.OpFork;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.proof.config.RollupConfigReader;
import dev.kopi.core.rollup.RollupConfig;
import dev.kopi.tests.testkit.Vectors;
import java.io.IOException;
import java.util.List;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class RollupJsonTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "A-forks",
        "B-latest",
        "C-sysconfig",
        "D1-bad-ecotone",
        "D3-bad-holocene",
        "D5-timeout-holocene",
        "E1-l1reorg-granite"
      })
  void writesWhatTheReferenceWrote(String chain) throws IOException {
    JsonNode recorded = recorded(chain);
    assertThat(Json.text(RollupJson.write(RollupJson.read(recorded))))
        .isEqualTo(Json.text(recorded));
  }

  @Test
  void passesOverKeysThatItDoesNotKnow() throws IOException {
    ObjectNode json = recorded("A-forks");
    RollupConfig before = RollupJson.read(json);
    json.put("foo_time", 12).put("holocen_time", 13);
    assertThat(RollupJson.read(json)).isEqualTo(before);
  }

  @Test
  void keepsTheUpgradeGasOfKarstOnlyWhereTheFileSaysSo() throws IOException {
    ObjectNode json = recorded("A-forks");
    assertThat(RollupJson.read(json).keepKarstUpgradeGas()).isFalse();
    json.put("keep_karst_upgrade_gas", false);
    assertThat(RollupJson.read(json).keepKarstUpgradeGas()).isFalse();
    json.put("keep_karst_upgrade_gas", true);
    RollupConfig keeping = RollupJson.read(json);
    assertThat(keeping.keepKarstUpgradeGas()).isTrue();
    JsonNode written = RollupJson.write(keeping);
    assertThat(written.get("keep_karst_upgrade_gas").booleanValue()).isTrue();
    assertThat(RollupConfigReader.read(Bytes.wrap(Json.write(written)))).isEqualTo(keeping);
    json.put("keep_karst_upgrade_gas", "yes");
    assertThatThrownBy(() -> RollupJson.read(json))
        .isInstanceOf(DecodeException.class)
        .hasMessageContaining("keep_karst_upgrade_gas");
  }

  @Test
  void readsFormsFromBeforeHolocene() throws IOException {
    ObjectNode json = recorded("D1-bad-ecotone");
    ObjectNode system = (ObjectNode) json.get("genesis").get("system_config");
    system.remove(
        List.of("eip1559Params", "operatorFeeParams", "minBaseFee", "daFootprintGasScalar"));
    json.remove("chain_op_config");
    RollupConfig config = RollupJson.read(json);
    assertThat(config.genesisSystemConfig().eip1559Denominator()).isZero();
    assertThat(config.op().eip1559DenominatorCanyon()).isEqualTo(250);
    assertThat(config.isActive(OpFork.FJORD, Long.MAX_VALUE)).isFalse();
  }

  @Test
  void refusesForksOutOfOrder() throws IOException {
    ObjectNode json = recorded("A-forks");
    json.remove("fjord_time");
    assertThatThrownBy(() -> RollupJson.read(json))
        .isInstanceOf(DecodeException.class)
        .hasMessageContaining("granite_time");
  }

  @Test
  void refusesAConfigurationWithoutDrift() throws IOException {
    ObjectNode json = recorded("A-forks");
    json.remove("max_sequencer_drift");
    assertThatThrownBy(() -> RollupJson.read(json)).isInstanceOf(DecodeException.class);
  }

  @Test
  void readsAltDa() throws IOException {
    ObjectNode json = recorded("B-latest");
    ObjectNode altDa = Json.object();
    altDa.put("da_challenge_contract_address", "0x00000000000000000000000000000000000000aa");
    altDa.put("da_commitment_type", "KeccakCommitment");
    altDa.put("da_challenge_window", 160).put("da_resolve_window", 170);
    json.set("alt_da", altDa);
    assertThat(Json.text(RollupJson.write(RollupJson.read(json)))).isEqualTo(Json.text(json));
  }

  private static ObjectNode recorded(String chain) throws IOException {
    try (ZipFile zip = Vectors.zip("op-chains/" + chain + ".zip")) {
      return (ObjectNode)
          Json.parse(zip.getInputStream(zip.getEntry("rollup.json")).readAllBytes());
    }
  }
}
