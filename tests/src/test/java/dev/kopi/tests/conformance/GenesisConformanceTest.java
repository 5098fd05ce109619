package dev.kopi.tests.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kopi.adapters.json.Json;
import dev.kopi.adapters.json.genesis.GenesisJson;
import dev.kopi.core.chain.block.Block;
import dev.kopi.core.execution.block.Genesis;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.RlpReader;
import dev.kopi.tests.testkit.Vectors;
import java.io.IOException;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class GenesisConformanceTest {
  static final Iterable<String> CHAINS = OpChain.NAMES;

  @ParameterizedTest
  @FieldSource("CHAINS")
  void recordedRollupsStartWithTheRecordedBlocks(String name) throws IOException {
    try (OpChain chain = new OpChain(name)) {
      JsonNode rollup = chain.json("rollup.json").get("genesis");
      check(chain.json("l1-genesis.json"), rollup.get("l1").get("hash").stringValue());
      check(chain.json("l2-genesis.json"), rollup.get("l2").get("hash").stringValue());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"engine-chain.zip", "rpc-compat.zip"})
  void recordedChainsStartWithGenesis(String name) throws IOException {
    try (ZipFile zip = Vectors.zip(name)) {
      // The first block's parent is the genesis block.
      RlpReader chain = new RlpReader(ZippedJson.bytes(zip, "chain.rlp"));
      Hash parent = Block.read(chain).header().parentHash();
      check(ZippedJson.read(zip, "genesis.json"), parent.toHex());
    }
  }

  private static void check(JsonNode json, String hash) {
    Genesis genesis = GenesisJson.read(json);
    assertThat(genesis.block().hash().toHex()).isEqualTo(hash);
    Genesis again = GenesisJson.read(Json.parse(Json.write(GenesisJson.write(genesis))));
    assertThat(again).isEqualTo(genesis);
  }

  @Test
  void keepsForkTimesAndBlobScheduleThroughWriting() {
    JsonNode json =
        Json.parse(
            """
            {"config": {"chainId": 7, "homesteadBlock": 1, "daoForkBlock": 2, "daoForkSupport": true,
              "eip150Block": 3, "eip155Block": 4, "eip158Block": 4, "byzantiumBlock": 5,
              "constantinopleBlock": 6, "istanbulBlock": 7, "muirGlacierBlock": 8, "berlinBlock": 9,
              "londonBlock": 10, "terminalTotalDifficulty": 58750000000000000000000,
              "shanghaiTime": 11, "cancunTime": 12, "pragueTime": 13, "osakaTime": 13, "bpo1Time": 13,
              "bpo2Time": 14,
              "depositContractAddress": "0x00000000219ab540356cBB839Cbe05303d7705Fa",
              "blobSchedule": {
                "cancun": {"target": 3, "max": 6, "baseFeeUpdateFraction": 3338477},
                "prague": {"target": 6, "max": 9, "baseFeeUpdateFraction": 5007716},
                "osaka": {"target": 6, "max": 9, "baseFeeUpdateFraction": 5007716},
                "bpo1": {"target": 10, "max": 15, "baseFeeUpdateFraction": 8346193},
                "bpo2": {"target": 14, "max": 21, "baseFeeUpdateFraction": 11684671}}},
             "nonce": "66", "timestamp": 5, "gasLimit": "0x1388", "difficulty": "17179869184",
             "alloc": {"0000000000000000000000000000000000000001": {"balance": "0x1"}, "0x0000000000000000000000000000000000000002": {}}}
            """);
    Genesis genesis = GenesisJson.read(json);
    assertThat(genesis.alloc().accounts()).hasSize(2);
    assertThat(genesis.given().nonce()).isEqualTo(66);
    JsonNode written = GenesisJson.write(genesis).get("config");
    assertThat(written.get("blobSchedule").toString())
        .isEqualTo(json.get("config").get("blobSchedule").toString());
    assertThat(written.get("bpo2Time").longValue()).isEqualTo(14);
    assertThat(GenesisJson.read(Json.parse(Json.write(GenesisJson.write(genesis)))))
        .isEqualTo(genesis);
  }
}
