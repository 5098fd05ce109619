package dev.kopi.services.signer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kopi.adapters.crypto.NativeCrypto;
import dev.kopi.core.crypto.ecdsa.PrivateKey;
import dev.kopi.core.crypto.ecdsa.Secp256k1;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.primitives.UInt256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SigningRulesTest {
  private static final Secp256k1 SECP256K1 = NativeCrypto.create().secp256k1();
  private static final String KEY = "11".repeat(32);
  private static final String RULE =
      """
      {"clients": [{"name": "batcher", "keyFile": "batcher.key", "chainId": 900,
        "methods": ["eth_signTransaction"],
        "to": ["0xff00000000000000000000000000000000000901"], "maxValue": "0x0"}]}
      """;

  @TempDir private Path folder;

  @BeforeEach
  void writeKey() throws IOException {
    Files.writeString(folder.resolve("batcher.key"), "0x" + KEY + "\n");
  }

  private SigningRules read(String json) throws IOException {
    Path file = folder.resolve("rules.json");
    Files.writeString(file, json);
    return SigningRules.read(file, SECP256K1);
  }

  @Test
  void readsARule() throws IOException {
    PrivateKey key = PrivateKey.fromHex(KEY);
    assertThat(read(RULE).all())
        .containsExactly(
            new SigningRule(
                "batcher",
                key,
                SECP256K1.address(key),
                UInt256.of(900),
                Set.of("eth_signTransaction"),
                Set.of(Address.fromHex("ff00000000000000000000000000000000000901")),
                UInt256.ZERO));
  }

  @ParameterizedTest
  @CsvSource({
    "eth_signTransaction, eth_sign, no method eth_sign",
    "batcher.key, other.key, there is no key file",
    "\"to\", \"too\", unknown field too",
    "\"clients\", \"rules\", clients",
    "900, \"900\", chainId",
    "0xff00000000000000000000000000000000000901, 0xff, to"
  })
  void refusesMalformedRules(String text, String by, String message) {
    assertThatThrownBy(() -> read(RULE.replace(text, by)))
        .isInstanceOf(DecodeException.class)
        .hasMessageContaining(message);
  }

  @Test
  void refusesTwoRulesOfOneClientAndNone() {
    String one = RULE.substring(RULE.indexOf('[') + 1, RULE.lastIndexOf(']'));
    assertThatThrownBy(() -> read("{\"clients\": [" + one + "," + one + "]}"))
        .hasMessageContaining("two clients with the name batcher");
    assertThatThrownBy(() -> read("{\"clients\": []}")).hasMessageContaining("empty");
  }

  @Test
  void quotesNoKey() throws IOException {
    Files.writeString(folder.resolve("batcher.key"), KEY + "22");
    assertThatThrownBy(() -> read(RULE))
        .hasMessageContaining("must hold 32 bytes in hex")
        .message()
        .doesNotContain("1111");
  }
}
