package dev.kopi.tests.conformance.evm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kopi.adapters.crypto.NativeCrypto;
import dev.kopi.adapters.json.Json;
import dev.kopi.apps.cli.evm.CodeRun;
import dev.kopi.core.chain.spec.Fork;
import dev.kopi.core.evm.call.CallOutcome;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.tests.testkit.Vectors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The benchmark's workloads use the gas and return the data on which three other EVMs agreed. */
class WorkloadTest {
  private static final long GAS = 10_000_000_000L;

  @Test
  void workloadsUseTheGasAndReturnTheDataThatOthersDo() throws IOException {
    Path folder = Vectors.path("../bench/evm").normalize();
    JsonNode expected = Json.parse(Files.readAllBytes(folder.resolve("expected.json")));
    int count = 0;
    for (Map.Entry<String, JsonNode> workload : expected.properties()) {
      String name = workload.getKey();
      Bytes code = hex(folder.resolve(name + ".code.hex"));
      Bytes input = hex(folder.resolve(name + ".input.hex"));
      CallOutcome outcome =
          new CodeRun(Fork.CANCUN, code, input, GAS, NativeCrypto.create()).once();
      assertThat(outcome.success()).as(name).isTrue();
      assertThat(GAS - outcome.gasLeft())
          .as(name)
          .isEqualTo(workload.getValue().get("gas").asLong());
      assertThat(outcome.output())
          .as(name)
          .isEqualTo(Bytes.fromHex(workload.getValue().get("return").asString()));
      count++;
    }
    System.out.println("EVM workloads: " + count + " agree");
    assertThat(count).isEqualTo(16);
  }

  private static Bytes hex(Path file) throws IOException {
    return Bytes.fromHex(Files.readString(file).strip());
  }
}
