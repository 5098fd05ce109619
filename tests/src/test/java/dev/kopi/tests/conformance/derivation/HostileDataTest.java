package dev.kopi.tests.conformance.derivation;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.kopi.adapters.compression.BrotliDictionary;
import dev.kopi.adapters.compression.NativeCompressors;
import dev.kopi.apps.bench.derivation.RandomBatches;
import dev.kopi.apps.bench.derivation.SampleChain;
import dev.kopi.core.chain.spec.OpFork;
import dev.kopi.core.derivation.batch.BatchDecoder;
import dev.kopi.core.derivation.channel.ChannelId;
import dev.kopi.core.derivation.channel.ChannelOpener;
import dev.kopi.core.derivation.channel.ChannelOut;
import dev.kopi.core.derivation.channel.ChannelReader;
import dev.kopi.core.derivation.channel.CompressionAlgorithm;
import dev.kopi.core.derivation.channel.Compressor;
import dev.kopi.core.derivation.channel.Frame;
import dev.kopi.core.derivation.channel.RatioCompressor;
import dev.kopi.core.derivation.channel.SingularChannelOut;
import dev.kopi.core.derivation.channel.SpanChannelOut;
import dev.kopi.core.primitives.ByteRange;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.rollup.RollupConfig;
import dev.kopi.tests.testkit.Vectors;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Broken frames, channels and batches: no exception but {@link DecodeException} where one is due,
 * and no more memory than input and limit account for. With {@code -Dkopi.all=true} more than a
 * million of them.
 */
class HostileDataTest {
  private static final int EACH = Vectors.all() ? 400_000 : 6_000;
  private static final int LIMIT = 100_000;
  private static final int SEEDS = 24;
  private static final Bytes DICTIONARY = BrotliDictionary.load();
  private static final RollupConfig CONFIG = SampleChain.at(OpFork.KARST);

  private final NativeCompressors compressors = new NativeCompressors();
  private final ThreadMXBean memory =
      (ThreadMXBean) ManagementFactory.getPlatformMXBean(ThreadMXBean.class);

  @Test
  void mutatedFramesParseOrAreRefused() {
    SplittableRandom random = new SplittableRandom(1);
    List<byte[]> seeds = new ArrayList<>();
    for (byte[] channel : channels()) {
      Bytes data = Bytes.wrap(channel);
      List<Bytes> parts = new ArrayList<>(List.of(Bytes.fromHex("00")));
      int size = 1 + data.size() / (1 + random.nextInt(5));
      for (int at = 0, number = 0; at < data.size(); at += size, number++) {
        int end = Math.min(data.size(), at + size);
        boolean last = end == data.size();
        parts.add(new Frame(new ChannelId(7, 7), number, data.slice(at, end), last).encode());
      }
      seeds.add(Bytes.concat(parts.toArray(new Bytes[0])).toArray());
    }
    int parsed = 0;
    long most = 0;
    for (int i = 0; i < EACH; i++) {
      byte[] mutated = Mutations.mutate(random, seeds.get(random.nextInt(SEEDS)), seeds);
      long before = memory.getCurrentThreadAllocatedBytes();
      try {
        List<Frame> frames = Frame.parseAll(Bytes.wrap(mutated));
        assertThat(frames).isNotEmpty();
        parsed++;
      } catch (DecodeException e) {
        assertThat(e.getMessage()).startsWith("frames: ");
      }
      long used = memory.getCurrentThreadAllocatedBytes() - before;
      most = Math.max(most, used - 8L * mutated.length);
    }
    report("frames", parsed, most);
    assertThat(most).isLessThan(1 << 20);
  }

  @Test
  void mutatedChannelsGiveWhatComesBeforeTheDamage() {
    SplittableRandom random = new SplittableRandom(2);
    List<byte[]> seeds = channels();
    int whole = 0;
    long most = 0;
    for (int i = 0; i < EACH; i++) {
      byte[] mutated = Mutations.mutate(random, seeds.get(random.nextInt(SEEDS)), seeds);
      long before = memory.getCurrentThreadAllocatedBytes();
      whole += SampleChain.read(CONFIG, Bytes.wrap(mutated), LIMIT).isEmpty() ? 0 : 1;
      long used = memory.getCurrentThreadAllocatedBytes() - before;
      most = Math.max(most, used - 8L * mutated.length);
    }
    report("channels", whole, most);
    assertThat(most).isLessThan(20L * LIMIT);
  }

  @Test
  void mutatedBatchesDecodeOrAreRefused() {
    SplittableRandom random = new SplittableRandom(3);
    List<byte[]> seeds = batches();
    int decoded = 0;
    long most = 0;
    for (int i = 0; i < EACH; i++) {
      byte[] mutated = Mutations.mutate(random, seeds.get(random.nextInt(SEEDS)), seeds);
      long before = memory.getCurrentThreadAllocatedBytes();
      try {
        if (BatchDecoder.decode(CONFIG, true, new ByteRange(mutated, 0, mutated.length))
            instanceof BatchDecoder.Decoded.Read) {
          decoded++;
        }
      } catch (DecodeException e) {
        assertThat(e.getMessage()).isNotBlank();
      }
      long used = memory.getCurrentThreadAllocatedBytes() - before;
      most = Math.max(most, used - 64L * mutated.length);
    }
    report("batches", decoded, most);
    assertThat(most).isLessThan(1 << 20);
  }

  /**
   * Data that unpacks to a thousand times its size and more is read up to the limit and not beyond.
   */
  @ParameterizedTest
  @EnumSource(
      value = CompressionAlgorithm.class,
      names = {"ZLIB", "BROTLI_9"})
  void bombsUnpackUpToTheLimit(CompressionAlgorithm algorithm) {
    for (int first : new int[] {0x00, 0x80, 0xb9, 0xbb, 0xc0, 0xff}) {
      Compressor compressor = compressors.create(algorithm);
      byte[] chunk = new byte[1 << 20];
      Arrays.fill(chunk, (byte) first);
      for (int i = 0; i < 24; i++) {
        compressor.write(chunk, 0, chunk.length);
      }
      compressor.finish();
      byte[] bomb = new byte[compressor.size()];
      compressor.read(bomb, 0, bomb.length);
      int limit = 10_000_000;
      long before = memory.getCurrentThreadAllocatedBytes();
      if (new ChannelOpener(DICTIONARY).open(Bytes.wrap(bomb), limit, true)
          instanceof ChannelOpener.Opened.Reader(ChannelReader reader)) {
        long read = 0;
        for (ByteRange data = reader.next(); data != null; data = reader.next()) {
          read += data.size();
        }
        assertThat(read).isLessThanOrEqualTo(limit);
      }
      long used = memory.getCurrentThreadAllocatedBytes() - before;
      // One byte strings are objects of some 40 bytes, gone at once.
      assertThat(used).isLessThan(first == 0x00 ? 64L * limit : 6L * limit);
    }
  }

  /** Counts that promise more than the data can hold cost nothing. */
  @Test
  void countsWithoutDataAllocateNothing() {
    String prefix = "01" + "00" + "01" + "00".repeat(40);
    List<String> bombs =
        List.of(
            // 10,000,000 blocks, and no data.
            prefix + "80ade204",
            // 10,000,001 blocks.
            prefix + "81ade204" + "00".repeat(64),
            // 2^63 blocks.
            prefix + "80808080808080808001" + "00".repeat(64),
            // One block of 10,000,000 transactions.
            prefix + "01" + "01" + "80ade204" + "00".repeat(64),
            // One transaction whose data is a list of 4 GB.
            prefix + "01" + "01" + "01" + "00" + "00" + "00".repeat(84) + "fbffffffff");
    for (String bomb : bombs) {
      long before = memory.getCurrentThreadAllocatedBytes();
      boolean refused = false;
      try {
        BatchDecoder.decode(CONFIG, true, ByteRange.of(Bytes.fromHex(bomb)));
      } catch (DecodeException e) {
        refused = true;
      }
      assertThat(refused).isTrue();
      assertThat(memory.getCurrentThreadAllocatedBytes() - before).isLessThan(1 << 20);
    }
  }

  private static void report(String kind, int good, long memory) {
    System.out.println(
        "hostile "
            + kind
            + ": "
            + EACH
            + " mutated, "
            + good
            + " still say something, at most "
            + Math.max(0, memory)
            + " bytes beyond the input's share");
  }

  private List<byte[]> channels() {
    List<byte[]> out = new ArrayList<>();
    for (int seed = 0; seed < SEEDS; seed++) {
      CompressionAlgorithm algorithm =
          seed % 2 == 0 ? CompressionAlgorithm.ZLIB : CompressionAlgorithm.BROTLI_9;
      ChannelId id = new ChannelId(1, seed);
      ChannelOut channel =
          seed % 4 < 2
              ? new SpanChannelOut(id, CONFIG, compressors.create(algorithm), 1_000_000, 3)
              : new SingularChannelOut(
                  id, CONFIG, new RatioCompressor(compressors, algorithm, 1_000_000));
      for (RandomBatches.Numbered block : blocks(seed)) {
        channel.add(block.batch(), block.sequenceNumber());
      }
      channel.close();
      out.add(channel.nextFrame(1_000_000).data().toArray());
    }
    return out;
  }

  private List<byte[]> batches() {
    List<byte[]> out = new ArrayList<>();
    for (byte[] channel : channels()) {
      if (new ChannelOpener(DICTIONARY).open(Bytes.wrap(channel), LIMIT, true)
          instanceof ChannelOpener.Opened.Reader(ChannelReader reader)) {
        ByteRange data = reader.next();
        assertThat(data).isNotNull();
        out.add(data.toBytes().toArray());
      }
    }
    return out;
  }

  private static List<RandomBatches.Numbered> blocks(int seed) {
    return new RandomBatches(seed, CONFIG, true, 60)
        .chain(5, SampleChain.GENESIS_SECONDS + 100, 0, 3);
  }
}
