package dev.kopi.tests.system;

import dev.kopi.adapters.compression.NativeCompressors;
import dev.kopi.core.derivation.channel.ChannelId;
import dev.kopi.core.derivation.channel.CompressionAlgorithm;
import dev.kopi.core.derivation.channel.Compressor;
import dev.kopi.core.derivation.channel.Frame;
import dev.kopi.core.primitives.Bytes;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Data for the batch inbox that no correct batcher writes. */
final class InvalidBatcherData {
  /** The most bytes of call data that fit one transaction of the pool. */
  private static final int MOST = 120_000;

  private InvalidBatcherData() {}

  /** Random bytes, cut and changed frames, unknown versions: 40 pieces, the same for each seed. */
  static List<Bytes> garbage(long seed) {
    Random random = new Random(seed);
    List<Bytes> out = new ArrayList<>();
    out.add(Bytes.EMPTY);
    out.add(Bytes.fromHex("00"));
    out.add(Bytes.fromHex("01"));
    out.add(Bytes.fromHex("ff"));
    for (int i = 0; i < 12; i++) {
      out.add(random(random, 1 + random.nextInt(500)));
      out.add(Bytes.concat(Bytes.fromHex("00"), random(random, 1 + random.nextInt(500))));
      Bytes whole = frames(new Frame(id(random), 0, random(random, 200), true));
      byte[] changed = whole.toArray();
      changed[1 + random.nextInt(changed.length - 1)] ^= (byte) (1 + random.nextInt(255));
      out.add(Bytes.wrap(changed));
    }
    return out;
  }

  /** Frames that are well formed one by one but make no channel that can be read. */
  static List<Bytes> brokenChannels(long seed) {
    Random random = new Random(seed);
    ChannelId one = id(random);
    ChannelId other = id(random);
    Bytes noise = random(random, 300);
    return List.of(
        // Not the first.
        frames(new Frame(one, 3, noise, false)),
        // The end without a beginning.
        frames(new Frame(one, 1, noise, true)),
        // One left out.
        frames(new Frame(one, 0, noise, false), new Frame(one, 2, noise, true)),
        // Twice the same, then something else under its number.
        frames(
            new Frame(other, 0, noise, false),
            new Frame(other, 0, noise, false),
            new Frame(other, 0, random(random, 20), false)),
        // Beyond the end.
        frames(new Frame(other, 1, noise, true), new Frame(other, 2, noise, true)),
        // Whole, but nothing that was ever compressed.
        frames(new Frame(id(random), 0, noise, true)),
        // Whole, but empty.
        frames(new Frame(id(random), 0, Bytes.EMPTY, true)),
        // Whole and compressed, but no batch.
        channel(random, CompressionAlgorithm.ZLIB, random(random, 5_000), 0),
        channel(random, CompressionAlgorithm.BROTLI_10, random(random, 5_000), 0),
        // A list where a byte string belongs.
        channel(random, CompressionAlgorithm.ZLIB, Bytes.fromHex("c3010203"), 0),
        // A batch of an unknown type.
        channel(random, CompressionAlgorithm.ZLIB, Bytes.fromHex("8405010203"), 0),
        // A span batch that claims more blocks than there are bytes.
        channel(
            random,
            CompressionAlgorithm.ZLIB,
            Bytes.concat(
                Bytes.fromHex("b840"),
                Bytes.fromHex("01"),
                Bytes.fromHex("0000"),
                Bytes.wrap(new byte[40]),
                Bytes.fromHex("ffffffff7f"),
                Bytes.wrap(new byte[16])),
            0),
        // Never ended.
        frames(new Frame(id(random), 0, noise, false)));
  }

  /** Decompression bombs: kilobytes that inflate to hundreds of megabytes. */
  static List<Bytes> bombs(long seed) {
    Random random = new Random(seed);
    int huge = 150 << 20;
    // The first says that all of it is one byte string; the others are a batch with every byte.
    Bytes oneString = Bytes.fromHex("bb08ffffff");
    return List.of(
        channel(random, CompressionAlgorithm.BROTLI_10, oneString, huge),
        channel(random, CompressionAlgorithm.BROTLI_10, Bytes.EMPTY, huge),
        channel(random, CompressionAlgorithm.ZLIB, Bytes.fromHex("ba4fffff"), 90 << 20),
        channel(random, CompressionAlgorithm.ZLIB, Bytes.EMPTY, 90 << 20));
  }

  /** One frame with a whole channel of these bytes and so many zeros after them. */
  private static Bytes channel(
      Random random, CompressionAlgorithm algorithm, Bytes start, int zeros) {
    Compressor compressor = new NativeCompressors().create(algorithm);
    compressor.write(start.toArray(), 0, start.size());
    byte[] step = new byte[1 << 20];
    for (int left = zeros; left > 0; left -= step.length) {
      compressor.write(step, 0, Math.min(left, step.length));
    }
    compressor.finish();
    byte[] compressed = new byte[compressor.size()];
    compressor.read(compressed, 0, compressed.length);
    if (compressed.length > MOST) {
      throw new AssertionError("it takes " + compressed.length + " bytes");
    }
    ByteArrayOutputStream channel = new ByteArrayOutputStream();
    if (algorithm != CompressionAlgorithm.ZLIB) {
      channel.write(CompressionAlgorithm.BROTLI_VERSION);
    }
    channel.writeBytes(compressed);
    return frames(new Frame(id(random), 0, Bytes.wrap(channel.toByteArray()), true));
  }

  private static ChannelId id(Random random) {
    return new ChannelId(random.nextLong(), random.nextLong());
  }

  private static Bytes random(Random random, int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return Bytes.wrap(bytes);
  }

  /** A batcher transaction. */
  static Bytes frames(Frame... frames) {
    List<Bytes> parts = new ArrayList<>();
    parts.add(Bytes.fromHex("00"));
    for (Frame frame : frames) {
      parts.add(frame.encode());
    }
    return Bytes.concat(parts.toArray(Bytes[]::new));
  }
}
