package dev.kopi.adapters.rpc.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChunkReaderTest {
  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  @Test
  void endsWithTheLastChunkAndLeavesTheRest() throws Exception {
    ChunkReader reader = new ChunkReader();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] input = bytes("3\r\nabc\r\n00A\r\n0123456789\r\n0\r\n\r\nGET /");
    int end = reader.read(input, 0, input.length, out);
    assertThat(reader.done()).isTrue();
    assertThat(end).isEqualTo(input.length - 5);
    assertThat(out.toString(StandardCharsets.ISO_8859_1))
        .isEqualTo("3\r\nabc\r\na\r\n0123456789\r\n0\r\n\r\n");
  }

  @Test
  void passesALargeChunkOnAsItArrives() throws Exception {
    ChunkReader reader = new ChunkReader();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] input = bytes("100000\r\nab");
    for (int i = 0; i < input.length; i++) {
      assertThat(reader.read(input, i, i + 1, out)).isEqualTo(i + 1);
    }
    assertThat(out.toString(StandardCharsets.ISO_8859_1)).isEqualTo("1\r\na\r\n1\r\nb\r\n");
    assertThat(reader.done()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\r\n",
        "g\r\n",
        "-1\r\n",
        "+1\r\na\r\n",
        "0x1\r\na\r\n",
        " 1\r\na\r\n",
        "1 \r\na\r\n",
        "1;name=value\r\na\r\n",
        "1\na\r\n",
        "1\r\nab\r\n",
        "1\r\na\n",
        "1\r\na\rb",
        "fffffffff\r\n",
        "00000000\r\n",
        "0\r\nTrailer: x\r\n\r\n",
        "0\r\n\n",
      })
  void refusesMalformedChunks(String text) {
    byte[] input = bytes(text);
    assertThatThrownBy(
            () -> new ChunkReader().read(input, 0, input.length, new ByteArrayOutputStream()))
        .isInstanceOf(BadRequest.class);
  }
}
