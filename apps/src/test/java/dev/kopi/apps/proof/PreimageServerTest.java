package dev.kopi.apps.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kopi.adapters.crypto.NativeCrypto;
import dev.kopi.core.crypto.hash.Keccak256;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.proof.preimage.HintKind;
import dev.kopi.core.proof.preimage.PreimageKey;
import dev.kopi.core.proof.preimage.PreimageOracle;
import dev.kopi.core.proof.preimage.PreimageUnavailableException;
import dev.kopi.core.proof.preimage.ProofHint;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class PreimageServerTest {
  private static final Bytes VALUE = Bytes.fromHex("0x010203");
  private static final PreimageKey KEY = PreimageKey.keccak256(Keccak256.hash(VALUE));

  private final BlockingQueue<ProofHint> hints = new LinkedBlockingQueue<>();
  private final ByteArrayOutputStream acks = new ByteArrayOutputStream();
  private final ByteArrayOutputStream values = new ByteArrayOutputStream();

  private void serve(byte[] hintBytes, byte[] keys) throws IOException {
    PreimageStore store = PreimageStore.inMemory();
    store.put(KEY, VALUE);
    HostOracle answers = HostOracle.offline(Map.of(), store, NativeCrypto.create());
    PreimageOracle recording =
        new PreimageOracle() {
          @Override
          public Bytes read(PreimageKey key) {
            return answers.read(key);
          }

          @Override
          public void hint(ProofHint hint) {
            hints.add(hint);
          }
        };
    new PreimageServer(recording)
        .serve(
            new PreimageServer.Streams(
                new ByteArrayInputStream(hintBytes), acks, new ByteArrayInputStream(keys), values));
  }

  private static byte[] hint(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(4 + bytes.length).putInt(bytes.length).put(bytes).array();
  }

  @Test
  void answersAPreimageBehindItsLength() throws IOException {
    serve(new byte[0], KEY.bytes().toArray());
    assertThat(Bytes.wrap(values.toByteArray()))
        .isEqualTo(Bytes.fromHex("0x0000000000000003010203"));
  }

  @Test
  void passesHintsOn() throws IOException, InterruptedException {
    serve(hint(ProofHint.of(HintKind.L1_RECEIPTS, KEY.bytes()).text()), new byte[0]);
    assertThat(hints.poll(10, TimeUnit.SECONDS))
        .isEqualTo(ProofHint.of(HintKind.L1_RECEIPTS, KEY.bytes()));
  }

  @Test
  void refusesWhatIsCutOffOrNotThere() {
    assertThatThrownBy(() -> serve(new byte[0], new byte[31])).isInstanceOf(EOFException.class);
    assertThatThrownBy(() -> serve(new byte[0], new byte[32]))
        .isInstanceOf(PreimageUnavailableException.class)
        .hasMessageContaining("0x0000");
  }

  @Test
  void refusesHintsThatAreTooLongOrCutOffOrUnknown() {
    for (String bad : List.of("7fffffff", "ffffffff", "0000000a6c31", "000000036c3120")) {
      byte[] bytes = Bytes.fromHex("0x" + bad).toArray();
      assertThatThrownBy(() -> serveBoth(bytes))
          .as(bad)
          .isInstanceOfAny(DecodeException.class, UncheckedIOException.class);
    }
  }

  /** Asks for pre-images until the failure of a hint shows. */
  private void serveBoth(byte[] hintBytes) throws IOException {
    for (int i = 0; i < 1000; i++) {
      serve(hintBytes, KEY.bytes().toArray());
      Thread.yield();
    }
  }

  @Test
  void servesNothingThatDoesNotHaveItsKey(@TempDir Path folder) throws IOException {
    DirectoryPreimages store = DirectoryPreimages.open(folder);
    store.put(KEY, VALUE);
    HostOracle oracle = HostOracle.offline(Map.of(), store, NativeCrypto.create());
    assertThat(oracle.read(KEY)).isEqualTo(VALUE);

    String hex = KEY.bytes().toHex().substring(2);
    Path file = folder.resolve(hex.substring(0, 4)).resolve(hex.substring(4) + ".txt");
    assertThat(Files.readString(file)).isEqualTo("010203");
    for (String damaged : new String[] {"010204", "01020", "xyz", ""}) {
      Files.writeString(file, damaged);
      assertThatThrownBy(() -> oracle.read(KEY)).isInstanceOf(PreimageUnavailableException.class);
    }
  }

  @Test
  void refusesAFolderOfAnotherFormat(@TempDir Path folder) throws IOException {
    Files.writeString(folder.resolve("kvformat"), "pebble");
    assertThatThrownBy(() -> DirectoryPreimages.open(folder))
        .isInstanceOf(DecodeException.class)
        .hasMessageContaining("pebble");
  }

  @Test
  void runsAProgramWithItsDescriptors() throws IOException, InterruptedException {
    PreimageStore store = PreimageStore.inMemory();
    store.put(KEY, VALUE);
    HostOracle oracle = HostOracle.offline(Map.of(), store, NativeCrypto.create());
    String octal = KEY.bytes().toHex().substring(2).replaceAll("(..)", "\\\\x$1");
    // Writes the key to 6, and exits with the last byte of length and value as they come from 5.
    String program =
        "printf '" + octal + "' >&6; set -- $(head -c 11 <&5 | od -An -tu1); exit ${11}";
    int code = ProgramStreams.run(List.of("bash", "-c", program), new PreimageServer(oracle));
    assertThat(code).isEqualTo(3);
  }
}
