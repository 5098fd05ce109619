package dev.kopi.tests.conformance.derivation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kopi.adapters.compression.BrotliDictionary;
import dev.kopi.adapters.compression.NativeCompressors;
import dev.kopi.core.compress.Brotli;
import dev.kopi.core.compress.Decompressed;
import dev.kopi.core.compress.Inflate;
import dev.kopi.core.compress.OutputBuffer;
import dev.kopi.core.derivation.channel.CompressionAlgorithm;
import dev.kopi.core.derivation.channel.Compressor;
import dev.kopi.core.primitives.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Decompression of data of very different kinds: each makes other codes and other ways of use. */
class DecompressionTest {
  private static final int SIZE = 100_000;
  private static final Bytes DICTIONARY = BrotliDictionary.load();

  /** What the data is like. */
  private enum Kind {
    RANDOM,
    ALMOST_RANDOM,
    SEVEN_BITS,
    SKEWED,
    WORDS,
    MIXED;

    byte[] data(Random random) {
      byte[] out = new byte[SIZE];
      int at = 0;
      while (at < SIZE) {
        byte[] part =
            switch (this) {
              case MIXED -> values()[random.nextInt(MIXED.ordinal())].part(random);
              default -> part(random);
            };
        int length = Math.min(part.length, SIZE - at);
        System.arraycopy(part, 0, out, at, length);
        at += length;
      }
      return out;
    }

    private byte[] part(Random random) {
      byte[] part = new byte[1 + random.nextInt(3000)];
      random.nextBytes(part);
      for (int i = 0; i < part.length; i++) {
        switch (this) {
          case ALMOST_RANDOM -> part[i] = random.nextInt(10) == 0 ? (byte) (i & 3) : part[i];
          case SEVEN_BITS -> part[i] &= 0x7f;
          case SKEWED -> part[i] = (byte) Math.min(255, Math.abs(random.nextGaussian() * 20));
          default -> {}
        }
      }
      return this == WORDS ? words(random).getBytes(StandardCharsets.UTF_8) : part;
    }

    private static String words(Random random) {
      String[] words = {"rollup ", "channel ", "frame ", "café ", "€ 42, ", "the block of "};
      return words[random.nextInt(words.length)] + Integer.toHexString(random.nextInt()) + " ";
    }
  }

  private final NativeCompressors compressors = new NativeCompressors();

  @ParameterizedTest
  @EnumSource(CompressionAlgorithm.class)
  void givesBackWhatWasCompressed(CompressionAlgorithm algorithm) {
    for (Kind kind : Kind.values()) {
      byte[] data = kind.data(new Random(kind.ordinal()));
      byte[] compressed = compress(algorithm, data);
      Decompressed found = open(compressed);
      assertThat(found.require(SIZE)).as("%s", kind).isTrue();
      assertThat(found.require(SIZE + 1)).as("%s", kind).isFalse();
      assertThat(Arrays.copyOf(found.output(), SIZE)).as("%s", kind).isEqualTo(data);
    }
  }

  @ParameterizedTest
  @EnumSource(CompressionAlgorithm.class)
  void givesBackWhatComesBeforeACutHoweverItIsAskedFor(CompressionAlgorithm algorithm) {
    for (Kind kind : Kind.values()) {
      Random random = new Random(kind.ordinal());
      byte[] data = kind.data(random);
      byte[] compressed = compress(algorithm, data);
      int least = 0;
      for (int length = 3; length < compressed.length; length += 1 + random.nextInt(9000)) {
        byte[] cut = Arrays.copyOf(compressed, length);
        Decompressed atOnce = open(cut);
        atOnce.require(SIZE);
        Decompressed inSteps = open(cut);
        for (int size = 1;
            inSteps.require(size);
            size = inSteps.size() + random.nextInt(2000) + 1) {}
        assertThat(inSteps.size()).as("%s %d", kind, length).isEqualTo(atOnce.size());
        assertThat(atOnce.size()).as("%s %d", kind, length).isBetween(least, SIZE);
        assertThat(Arrays.copyOf(atOnce.output(), atOnce.size()))
            .as("%s %d", kind, length)
            .isEqualTo(Arrays.copyOf(data, atOnce.size()));
        least = atOnce.size();
      }
      assertThat(least).as("%s", kind).isPositive();
    }
  }

  private byte[] compress(CompressionAlgorithm algorithm, byte[] data) {
    Compressor compressor = compressors.create(algorithm);
    compressor.write(data, 0, data.length);
    compressor.finish();
    byte[] out = new byte[compressor.size()];
    compressor.read(out, 0, out.length);
    return out;
  }

  private static Decompressed open(byte[] compressed) {
    boolean brotli = compressed[0] == CompressionAlgorithm.BROTLI_VERSION;
    return brotli
        ? new Brotli(compressed, 1, 2 * SIZE, DICTIONARY, new OutputBuffer())
        : new Inflate(compressed, 2 * SIZE, new OutputBuffer());
  }
}
