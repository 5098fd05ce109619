package dev.kopi.tests.derivation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kopi.adapters.compression.BrotliDictionary;
import dev.kopi.adapters.compression.NativeCompressors;
import dev.kopi.core.chain.spec.OpFork;
import dev.kopi.core.derivation.ProtocolLimits;
import dev.kopi.core.derivation.channel.ChannelFault;
import dev.kopi.core.derivation.channel.ChannelOpener;
import dev.kopi.core.derivation.channel.ChannelReader;
import dev.kopi.core.derivation.channel.CompressionAlgorithm;
import dev.kopi.core.derivation.channel.Compressor;
import dev.kopi.core.primitives.ByteRange;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.rollup.RollupConfig;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChannelReaderRulesTest {
  private static final Bytes DICTIONARY = BrotliDictionary.load();
  private static final int LIMIT = 1000;
  // Two byte strings, of 3 and of 60 bytes.
  private static final Bytes CONTENT = Bytes.fromHex("83010203" + "b83c" + "07".repeat(60));

  private static Bytes compress(CompressionAlgorithm algorithm, Bytes content) {
    Compressor compressor = new NativeCompressors().create(algorithm);
    compressor.write(content.toArray(), 0, content.size());
    compressor.finish();
    byte[] out = new byte[compressor.size()];
    compressor.read(out, 0, out.length);
    return Bytes.wrap(out);
  }

  private static List<Bytes> read(Bytes channel, int limit) {
    List<Bytes> out = new ArrayList<>();
    if (new ChannelOpener(DICTIONARY).open(channel, limit, true)
        instanceof ChannelOpener.Opened.Reader(ChannelReader reader)) {
      for (ByteRange next = reader.next(); next != null; next = reader.next()) {
        out.add(next.toBytes());
      }
    }
    return out;
  }

  private static List<Bytes> readZlib(String content) {
    return read(compress(CompressionAlgorithm.ZLIB, Bytes.fromHex(content)), LIMIT);
  }

  @Test
  void aChannelIsARowOfByteStrings() {
    assertThat(read(compress(CompressionAlgorithm.ZLIB, CONTENT), LIMIT))
        .containsExactly(CONTENT.slice(1, 4), CONTENT.slice(6, 66));
  }

  @Test
  void brotliIsMarkedByAFirstByteOfOne() {
    Bytes channel = compress(CompressionAlgorithm.BROTLI_10, CONTENT);
    assertThat(channel.get(0)).isEqualTo((byte) 1);
    assertThat(read(channel, LIMIT)).hasSize(2);
  }

  @Test
  void brotliIsRefusedBeforeFjord() {
    Bytes channel = compress(CompressionAlgorithm.BROTLI_10, CONTENT);
    assertThat(new ChannelOpener(DICTIONARY).open(channel, LIMIT, false))
        .isEqualTo(new ChannelOpener.Opened.Failed(ChannelFault.UNKNOWN_COMPRESSION));
  }

  @Test
  void otherFirstBytesAreRefused() {
    for (String first : List.of("00", "02", "7a", "f1")) {
      assertThat(new ChannelOpener(DICTIONARY).open(Bytes.fromHex(first + "00"), LIMIT, true))
          .isEqualTo(new ChannelOpener.Opened.Failed(ChannelFault.UNKNOWN_COMPRESSION));
    }
    assertThat(new ChannelOpener(DICTIONARY).open(Bytes.EMPTY, LIMIT, true))
        .isEqualTo(new ChannelOpener.Opened.Failed(ChannelFault.EMPTY));
  }

  @Test
  void onlyTheFirstBytesUpToTheLimitCount() {
    Bytes channel = compress(CompressionAlgorithm.ZLIB, CONTENT);
    assertThat(read(channel, CONTENT.size())).hasSize(2);
    assertThat(read(channel, CONTENT.size() - 1)).containsExactly(CONTENT.slice(1, 4));
  }

  @Test
  void theLimitIsTenTimesAsLargeFromFjordOn() {
    RollupConfig before = DerivationHarness.config(OpFork.ECOTONE);
    RollupConfig after = DerivationHarness.config(OpFork.FJORD);
    long time = before.genesisTimeSeconds();
    assertThat(ProtocolLimits.maxRlpBytesPerChannel(before, time)).isEqualTo(10_000_000);
    assertThat(ProtocolLimits.maxRlpBytesPerChannel(after, time)).isEqualTo(100_000_000);
  }

  @Test
  void whatComesBeforeACutCounts() {
    Bytes first = Bytes.fromHex("83010203".repeat(50));
    Bytes channel = compress(CompressionAlgorithm.ZLIB, Bytes.concat(first, CONTENT));
    List<Bytes> found = read(channel.slice(0, channel.size() - 8), LIMIT);
    assertThat(found).isNotEmpty();
    assertThat(found.getFirst()).isEqualTo(Bytes.fromHex("010203"));
  }

  @Test
  void aListEndsTheChannel() {
    assertThat(readZlib("8101" + "83010203")).isEmpty();
    assertThat(readZlib("83010203" + "c101" + "83010203")).hasSize(1);
  }

  @Test
  void lengthsThatAreNotTheShortestEndTheChannel() {
    assertThat(readZlib("83010203" + "b803010203")).hasSize(1);
    assertThat(readZlib("83010203" + "b90003010203")).hasSize(1);
  }

  @Test
  void theChecksumAtTheEndDoesNotMatter() {
    byte[] channel = compress(CompressionAlgorithm.ZLIB, CONTENT).toArray();
    channel[channel.length - 1] ^= 1;
    assertThat(read(Bytes.wrap(channel), LIMIT)).hasSize(2);
  }
}
