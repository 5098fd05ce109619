package dev.kopi.tests.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kopi.adapters.json.genesis.LenientNumbers;
import dev.kopi.core.chain.block.Header;
import dev.kopi.core.chain.block.HeaderBuilder;
import dev.kopi.core.chain.spec.ChainSpec;
import dev.kopi.core.chain.spec.Fork;
import dev.kopi.core.execution.validation.Difficulty;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.tests.testkit.Vectors;
import java.io.IOException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipFile;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** The official difficulty tests, by the forks of the chains that they were made for. */
class DifficultyVectorsTest {
  private static final UInt256 LEAST = UInt256.of(131_072);

  @ParameterizedTest
  @CsvSource({
    "difficulty, 1150000, 4370000, -1",
    "difficultyCustomHomestead, 0, -1, -1",
    "difficultyCustomMainNetwork, 1150000, 4370000, -1",
    "difficultyMainNetwork, 1150000, 4370000, -1",
    "difficultyRopsten, 0, 1700000, 4230000"
  })
  void computesTheDifficulty(String file, long homestead, long byzantium, long constantinople)
      throws IOException {
    Map<Fork, Long> forks = new EnumMap<>(Fork.class);
    forks.put(Fork.HOMESTEAD, homestead);
    forks.put(Fork.BYZANTIUM, byzantium);
    forks.put(Fork.CONSTANTINOPLE, constantinople);
    forks.values().removeIf(at -> at < 0);
    ChainSpec spec = new ChainSpec(UInt256.ONE, forks, null, null, List.of(), null, null);
    int passed = 0;
    try (ZipFile zip = Vectors.zip("core-tests.zip")) {
      JsonNode tests = ZippedJson.read(zip, "BasicTests/" + file + ".json");
      for (Map.Entry<String, JsonNode> test : tests.properties()) {
        if (LenientNumbers.required(test.getValue(), "parentDifficulty").compareTo(LEAST) >= 0) {
          check(spec, test.getKey(), test.getValue());
          passed++;
        }
      }
      System.out.println(
          "BasicTests/"
              + file
              + ": "
              + passed
              + " passed, "
              + (tests.size() - passed)
              + " skipped: the parent is below the least difficulty, which no block can be");
      assertThat(passed).isPositive();
    }
  }

  private static void check(ChainSpec spec, String name, JsonNode test) {
    long number = LenientNumbers.required(test, "currentBlockNumber").lowLong();
    HeaderBuilder parent =
        new HeaderBuilder()
            .number(number - 1)
            .timestampSeconds(LenientNumbers.required(test, "parentTimestamp").lowLong())
            .difficulty(LenientNumbers.required(test, "parentDifficulty"));
    JsonNode uncles = test.get("parentUncles");
    if (uncles != null) {
      Bytes hash = Bytes.fromHex(uncles.stringValue());
      parent.unclesHash(hash.size() == 32 ? Hash.of(hash) : Hash.ZERO);
    }
    Header header = parent.build();
    long time = LenientNumbers.required(test, "currentTimestamp").lowLong();
    assertThat(Difficulty.next(spec.rules(number, time, false), header, time))
        .as(name)
        .isEqualTo(LenientNumbers.required(test, "currentDifficulty"));
  }
}
