package dev.kopi.tests.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kopi.adapters.crypto.NativeCrypto;
import dev.kopi.core.chain.spec.Fork;
import dev.kopi.core.crypto.Crypto;
import dev.kopi.core.evm.precompile.Precompile;
import dev.kopi.core.evm.precompile.Precompiles;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Hex;
import dev.kopi.tests.testkit.Vectors;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Every vector of every precompile: output, gas, and what must fail. */
class PrecompileConformanceTest {
  private static final String ZIP = "precompile-vectors.zip";

  /**
   * A file's name after {@code fail-} and without its ending: where it runs, and by which rules.
   */
  private static final Map<String, Target> TARGETS =
      Map.ofEntries(
          Map.entry("ecRecover", new Target(0x01, Fork.FRONTIER)),
          Map.entry("modexp", new Target(0x05, Fork.BYZANTIUM)),
          Map.entry("modexp_eip2565", new Target(0x05, Fork.BERLIN)),
          Map.entry("modexp_eip7883", new Target(0x05, Fork.OSAKA)),
          Map.entry("bn256Add", new Target(0x06, Fork.ISTANBUL)),
          Map.entry("bn256ScalarMul", new Target(0x07, Fork.ISTANBUL)),
          Map.entry("bn256Pairing", new Target(0x08, Fork.ISTANBUL)),
          Map.entry("blake2F", new Target(0x09, Fork.ISTANBUL)),
          Map.entry("blake2f", new Target(0x09, Fork.ISTANBUL)),
          Map.entry("pointEvaluation", new Target(0x0a, Fork.CANCUN)),
          Map.entry("blsG1Add", new Target(0x0b, Fork.PRAGUE)),
          Map.entry("blsG1Mul", new Target(0x0c, Fork.PRAGUE)),
          Map.entry("blsG1MultiExp", new Target(0x0c, Fork.PRAGUE)),
          Map.entry("blsG2Add", new Target(0x0d, Fork.PRAGUE)),
          Map.entry("blsG2Mul", new Target(0x0e, Fork.PRAGUE)),
          Map.entry("blsG2MultiExp", new Target(0x0e, Fork.PRAGUE)),
          Map.entry("blsPairing", new Target(0x0f, Fork.PRAGUE)),
          Map.entry("blsMapG1", new Target(0x10, Fork.PRAGUE)),
          Map.entry("blsMapG2", new Target(0x11, Fork.PRAGUE)),
          Map.entry("p256Verify", new Target(0x100, Fork.OSAKA)));

  /** What portable Java has no implementation of. */
  private static final Set<Integer> NATIVE_ONLY =
      Set.of(0x0a, 0x0b, 0x0c, 0x0d, 0x0e, 0x0f, 0x10, 0x11);

  private record Target(int address, Fork fork) {}

  @Test
  void nativePrecompilesAnswerEveryVector() throws IOException {
    assertThat(run(NativeCrypto.create(), Set.of())).isEqualTo(1883);
  }

  @Test
  void portablePrecompilesAnswerEveryVectorThatIsNotForNativesOnly() throws IOException {
    assertThat(run(Crypto.portable(), NATIVE_ONLY)).isEqualTo(954);
  }

  private static int run(Crypto crypto, Set<Integer> skipped) throws IOException {
    int count = 0;
    Set<String> files = new TreeSet<>();
    try (ZipFile zip = Vectors.zip(ZIP)) {
      for (ZipEntry entry : zip.stream().toList()) {
        String file = entry.getName();
        String name = file.substring(0, file.length() - ".json".length());
        Target target = TARGETS.get(name.startsWith("fail-") ? name.substring(5) : name);
        assertThat(target).as("%s has an address", file).isNotNull();
        if (skipped.contains(target.address())) {
          continue;
        }
        Precompile precompile =
            Precompiles.of(target.fork(), null, crypto).at(Address.ofWords(0, 0, target.address()));
        assertThat(precompile).isNotNull();
        for (JsonNode vector : ZippedJson.read(zip, file)) {
          check(file, precompile, vector);
          count++;
        }
        files.add(file);
      }
    }
    System.out.println(ZIP + ": " + count + " cases passed of " + files.size() + " files");
    return count;
  }

  private static void check(String file, Precompile precompile, JsonNode vector) {
    String name = file + ": " + vector.get("Name").stringValue();
    byte[] input = Hex.decode(vector.get("Input").stringValue());
    // Within a larger array, whose other bytes must not matter.
    byte[] around = new byte[input.length + 200];
    Arrays.fill(around, (byte) 0xa5);
    System.arraycopy(input, 0, around, 77, input.length);
    byte[] before = around.clone();
    byte[] output = precompile.run(around, 77, input.length);
    assertThat(around).as(name).isEqualTo(before);
    JsonNode expected = vector.get("Expected");
    if (expected == null) {
      assertThat(output).as(name).isNull();
      return;
    }
    assertThat(output).as(name).isEqualTo(Hex.decode(expected.stringValue()));
    assertThat(precompile.gas(around, 77, input.length))
        .as("gas of %s", name)
        .isEqualTo(vector.get("Gas").longValue());
  }
}
