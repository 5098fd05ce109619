package dev.kopi.adapters.json;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kopi.adapters.json.JsonBuffer.Name;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class JsonBufferTest {
  private static final Name A = new Name("a");
  private static final Name B = new Name("b");

  private static String text(JsonNode node) {
    return new String(Json.write(node), StandardCharsets.UTF_8);
  }

  @Test
  void putsCommasWhereTheyBelong() {
    JsonBuffer out = new JsonBuffer(0).beginArray();
    out.beginObject().name(A).beginArray().endArray().name(B).nothing().endObject();
    out.beginObject().endObject().bool(true).bool(false).plainText("x").plainText("");
    out.beginArray().quantity(1).quantity(2).endArray().endArray();
    assertThat(text(out.toOpaqueNode()))
        .isEqualTo("[{\"a\":[],\"b\":null},{},true,false,\"x\",\"\",[\"0x1\",\"0x2\"]]");
  }

  @Test
  void writesValuesAsTreesDo() {
    Random random = new Random(1);
    JsonBuffer out = new JsonBuffer(0).beginArray();
    var tree = Json.array();
    for (int i = 0; i < 1000; i++) {
      long number = random.nextLong() >>> random.nextInt(64);
      byte[] data = new byte[random.nextInt(100)];
      random.nextBytes(data);
      Hash hash = Hash.ofWords(number, random.nextLong(), i, -1);
      UInt256 large = UInt256.of(hash.toUInt256().toBigInteger().shiftRight(random.nextInt(256)));
      Address address = Address.ofWords(i, number, -1);
      out.quantity(number).quantity(large).data(Bytes.wrap(data)).data(hash).data(address);
      tree.add(JsonValues.quantity(number)).add(JsonValues.quantity(large));
      tree.add(JsonValues.data(Bytes.wrap(data))).add(JsonValues.data(hash));
      tree.add(JsonValues.data(address));
    }
    out.quantity(0).quantity(-1).quantityOrNull(null).dataOrNull(null).tree(Json.object());
    tree.add("0x0").add("0xffffffffffffffff").addNull().addNull().addObject();
    assertThat(text(out.endArray().toOpaqueNode())).isEqualTo(text(tree));
    assertThat(out.toTree()).isEqualTo(tree);
  }

  @Test
  void goesIntoTreesAsItIs() {
    byte[] large = new byte[100_000];
    JsonNode encoded = new JsonBuffer(0).data(Bytes.wrap(large)).toOpaqueNode();
    JsonNode tree = Json.object().put("id", 1).set("result", encoded);
    assertThat(text(tree))
        .isEqualTo("{\"id\":1,\"result\":\"0x" + "00".repeat(large.length) + "\"}");
    assertThat(Json.text(tree)).isEqualTo(text(tree));
  }
}
