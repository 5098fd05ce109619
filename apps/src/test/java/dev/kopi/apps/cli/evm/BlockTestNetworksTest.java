package dev.kopi.apps.cli.evm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kopi.adapters.json.Json;
import dev.kopi.core.chain.spec.BlobParams;
import dev.kopi.core.chain.spec.ChainSpec;
import dev.kopi.core.chain.spec.Fork;
import dev.kopi.core.chain.spec.Rules;
import dev.kopi.core.primitives.UInt256;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class BlockTestNetworksTest {
  private static final JsonNode CONFIG =
      Json.parse(
          """
          {"chainid": "0x0b", "blobSchedule": {
            "Osaka": {"target": "0x06", "max": "0x09", "baseFeeUpdateFraction": "0x4c6964"},
            "BPO1": {"target": "0x0c", "max": "0x10", "baseFeeUpdateFraction": "0x7f5a51"}}}
          """
              .getBytes(StandardCharsets.UTF_8));

  private static Rules rules(ChainSpec spec, long number, long seconds) {
    return spec.rules(number, seconds, true);
  }

  private static ChainSpec spec(String network) {
    return Objects.requireNonNull(BlockTestNetworks.spec(network, CONFIG));
  }

  @Test
  void takesTheBlobScheduleOfTheTest() {
    Rules rules = rules(spec("BPO1"), 1, 0);
    assertThat(rules.fork()).isEqualTo(Fork.OSAKA);
    assertThat(rules.blobs()).isEqualTo(new BlobParams(12, 16, 0x7f5a51));
    assertThat(rules.chainId()).isEqualTo(UInt256.of(11));
  }

  @Test
  void changesTheBlobScheduleAtATime() {
    ChainSpec spec = spec("OsakaToBPO1AtTime15k");
    assertThat(rules(spec, 1, 14_999).blobs()).isEqualTo(new BlobParams(6, 9, 0x4c6964));
    assertThat(rules(spec, 1, 15_000).blobs()).isEqualTo(new BlobParams(12, 16, 0x7f5a51));
    assertThat(rules(spec, 1, 15_000).fork()).isEqualTo(Fork.OSAKA);
  }

  @Test
  void knowsSchedulesThatTheTestDoesNotName() {
    ChainSpec spec = spec("BPO1ToBPO2AtTime15k");
    assertThat(rules(spec, 1, 15_000).blobs()).isEqualTo(BlobParams.BPO2);
    ChainSpec older = spec("ShanghaiToCancunAtTime15k");
    assertThat(rules(older, 1, 14_999).blobs()).isNull();
    assertThat(rules(older, 1, 15_000).blobs()).isEqualTo(BlobParams.CANCUN);
  }

  @Test
  void changesForksAtABlock() {
    ChainSpec spec = spec("BerlinToLondonAt5");
    assertThat(spec.rules(4, 0, false).fork()).isEqualTo(Fork.BERLIN);
    assertThat(spec.rules(5, 0, false).fork()).isEqualTo(Fork.LONDON);
  }

  @Test
  void doesNotKnowOtherNames() {
    assertThat(BlockTestNetworks.spec("Nosuch", null)).isNull();
    assertThat(BlockTestNetworks.spec("PragueToNosuchAtTime15k", null)).isNull();
  }
}
