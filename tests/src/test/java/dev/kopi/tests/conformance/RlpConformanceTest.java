package dev.kopi.tests.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.primitives.RlpReader;
import dev.kopi.core.primitives.RlpWriter;
import dev.kopi.tests.testkit.Vectors;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class RlpConformanceTest {
  @Test
  void writesAndReadsItems() throws IOException {
    try (ZipFile zip = Vectors.zip("core-tests.zip")) {
      JsonNode tests = ZippedJson.read(zip, "RLPTests/rlptest.json");
      for (Map.Entry<String, JsonNode> test : tests.properties()) {
        Bytes expected = Bytes.fromHex(test.getValue().get("out").stringValue());
        RlpWriter writer = new RlpWriter();
        write(writer, test.getValue().get("in"));
        assertThat(writer.toBytes()).as(test.getKey()).isEqualTo(expected);
        readAll(expected);
      }
      System.out.println("RLPTests/rlptest: " + tests.size() + " passed");
      assertThat(tests.size()).isEqualTo(28);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"RLPTests/invalidRLPTest.json", "RLPTests/RandomRLPTests/example.json"})
  void refusesWhatIsNotCanonical(String file) throws IOException {
    try (ZipFile zip = Vectors.zip("core-tests.zip")) {
      JsonNode tests = ZippedJson.read(zip, file);
      for (Map.Entry<String, JsonNode> test : tests.properties()) {
        Bytes encoded = Bytes.fromHex(test.getValue().get("out").stringValue());
        if (test.getValue().get("in").stringValue().equals("VALID")) {
          readAll(encoded);
        } else {
          assertThatThrownBy(() -> readAll(encoded))
              .as(test.getKey())
              .isInstanceOf(DecodeException.class);
        }
      }
      System.out.println(file + ": " + tests.size() + " passed");
      assertThat(tests.size()).isPositive();
    }
  }

  private static void write(RlpWriter out, JsonNode item) {
    if (item.isArray()) {
      out.startList();
      item.values().forEach(inner -> write(out, inner));
      out.endList();
    } else if (item.isNumber()) {
      out.number(item.longValue());
    } else if (item.stringValue().startsWith("#")) {
      // Above 256 bits as well, so the bytes are made here.
      byte[] number = new BigInteger(item.stringValue().substring(1)).toByteArray();
      int sign = number[0] == 0 ? 1 : 0;
      out.bytes(number, sign, number.length - sign);
    } else {
      out.bytes(item.stringValue().getBytes(StandardCharsets.UTF_8));
    }
  }

  private static void readAll(Bytes encoded) {
    RlpReader reader = new RlpReader(encoded);
    read(reader);
    reader.expectEnd();
  }

  private static void read(RlpReader reader) {
    if (reader.nextIsList()) {
      RlpReader list = reader.list();
      while (list.hasMore()) {
        read(list);
      }
    } else {
      reader.bytes();
    }
  }
}
