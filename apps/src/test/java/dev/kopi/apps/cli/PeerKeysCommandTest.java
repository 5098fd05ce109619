package dev.kopi.apps.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kopi.core.crypto.ecdsa.PortableSecp256k1;
import dev.kopi.core.crypto.ecdsa.PrivateKey;
import dev.kopi.core.primitives.Bytes;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class PeerKeysCommandTest {
  private static CommandRun run(String command, String input) {
    InputStream before = System.in;
    System.setIn(new ByteArrayInputStream(input.getBytes(StandardCharsets.US_ASCII)));
    try {
      return CommandRun.of(List.of("node", "p2p", command));
    } finally {
      System.setIn(before);
    }
  }

  @Test
  void makesAKeyAndTellsItsIdByEitherHalf() {
    String key = run("genkey", "").out().strip();
    assertThat(key).matches("[0-9a-f]{64}");
    CommandRun byPrivate = run("priv2id", key + "\n");
    assertThat(byPrivate.exit()).isZero();
    assertThat(byPrivate.out()).startsWith("16Uiu2HA");
    byte[] compressed =
        PortableSecp256k1.compress(
            PortableSecp256k1.INSTANCE.publicKey(PrivateKey.fromHex("0x" + key)));
    CommandRun byPublic = run("pub2id", Bytes.wrap(compressed).toHex().substring(2));
    assertThat(byPublic.out()).isEqualTo(byPrivate.out());
  }

  @Test
  void refusesWhatIsNoKey() {
    CommandRun wrong = run("priv2id", "1234");
    assertThat(wrong.exit()).isEqualTo(2);
    assertThat(wrong.err()).contains("32 bytes in hex");
    assertThat(run("pub2id", "02ff").err()).contains("33 bytes in hex");
  }
}
