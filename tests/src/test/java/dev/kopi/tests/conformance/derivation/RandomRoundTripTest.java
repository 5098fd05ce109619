package dev.kopi.tests.conformance.derivation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kopi.adapters.compression.NativeCompressors;
import dev.kopi.apps.bench.derivation.RandomBatches;
import dev.kopi.apps.bench.derivation.SampleChain;
import dev.kopi.core.chain.spec.OpFork;
import dev.kopi.core.derivation.batch.Batch;
import dev.kopi.core.derivation.batch.SingularBatch;
import dev.kopi.core.derivation.batch.SpanBatch;
import dev.kopi.core.derivation.channel.Channel;
import dev.kopi.core.derivation.channel.ChannelId;
import dev.kopi.core.derivation.channel.ChannelOut;
import dev.kopi.core.derivation.channel.CompressionAlgorithm;
import dev.kopi.core.derivation.channel.Frame;
import dev.kopi.core.derivation.channel.ShadowCompressor;
import dev.kopi.core.derivation.channel.SingularChannelOut;
import dev.kopi.core.derivation.channel.SpanChannelOut;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.rollup.RollupConfig;
import dev.kopi.tests.testkit.Vectors;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Random blocks, encoded as a batcher does and decoded as a node does, come out as they went in.
 * With {@code -Dkopi.all=true} more than 100,000 of them.
 */
class RandomRoundTripTest {
  private static final int CHANNELS = Vectors.all() ? 340 : 8;
  private static final int BLOCKS_PER_CHANNEL = 31;
  private static final long TARGET = 50_000_000;
  private static final int LIMIT = 10_000_000;

  private final NativeCompressors compressors = new NativeCompressors();

  @ParameterizedTest
  @EnumSource(OpFork.class)
  void decodesTheBlocksThatItEncoded(OpFork fork) {
    RollupConfig config = SampleChain.at(fork);
    Random random = new Random(fork.ordinal());
    int blocks = 0;
    for (int i = 0; i < CHANNELS; i++) {
      RandomBatches batches =
          new RandomBatches(1000L * fork.ordinal() + i, config, fork.atLeast(OpFork.ISTHMUS), 120);
      List<RandomBatches.Numbered> chain =
          batches.chain(BLOCKS_PER_CHANNEL, SampleChain.GENESIS_SECONDS + 2L * i, 0, 4);
      boolean span = fork.atLeast(OpFork.DELTA) && random.nextBoolean();
      CompressionAlgorithm algorithm =
          fork.atLeast(OpFork.FJORD) && random.nextBoolean()
              ? CompressionAlgorithm.BROTLI_9
              : CompressionAlgorithm.ZLIB;
      int maxBlocks = random.nextInt(3) == 0 ? 7 : 0;
      ChannelId id = new ChannelId(random.nextLong(), random.nextLong());
      ChannelOut out =
          span
              ? new SpanChannelOut(id, config, compressors.create(algorithm), TARGET, maxBlocks)
              : new SingularChannelOut(
                  id, config, new ShadowCompressor(compressors, algorithm, TARGET));
      Bytes channel = overTheWire(fill(out, chain), random, fork.atLeast(OpFork.HOLOCENE));
      List<Batch> found = SampleChain.read(config, channel, LIMIT);
      if (span) {
        assertSpans(chain, found, maxBlocks);
      } else {
        assertThat(found).isEqualTo(chain.stream().map(RandomBatches.Numbered::batch).toList());
      }
      blocks += chain.size();
    }
    System.out.println(
        "round trip " + fork + ": " + blocks + " blocks in " + CHANNELS + " channels");
  }

  private static List<Frame> fill(ChannelOut out, List<RandomBatches.Numbered> chain) {
    for (RandomBatches.Numbered block : chain) {
      assertThat(out.add(block.batch(), block.sequenceNumber())).isEqualTo(ChannelOut.Added.ADDED);
    }
    out.close();
    List<Frame> frames = new ArrayList<>();
    do {
      frames.add(out.nextFrame(1500));
    } while (!frames.getLast().isLast());
    return frames;
  }

  /** Frames in several batcher transactions, before Holocene in any order. */
  private static Bytes overTheWire(List<Frame> frames, Random random, boolean inOrder) {
    List<Frame> sent = new ArrayList<>(frames);
    if (!inOrder) {
      Collections.shuffle(sent, random);
    }
    Channel channel = new Channel(frames.getFirst().channel(), 0, inOrder);
    int at = 0;
    while (at < sent.size()) {
      int end = Math.min(sent.size(), at + 1 + random.nextInt(3));
      List<Bytes> parts = new ArrayList<>(List.of(Bytes.fromHex("00")));
      sent.subList(at, end).forEach(frame -> parts.add(frame.encode()));
      for (Frame frame : Frame.parseAll(Bytes.concat(parts.toArray(new Bytes[0])))) {
        assertThat(channel.add(frame)).isNull();
      }
      at = end;
    }
    assertThat(channel.isComplete()).isTrue();
    return channel.data();
  }

  private static void assertSpans(
      List<RandomBatches.Numbered> chain, List<Batch> found, int maxBlocks) {
    List<SpanBatch.Element> elements = new ArrayList<>();
    for (Batch batch : found) {
      SpanBatch span = (SpanBatch) batch;
      SingularBatch first = chain.get(elements.size()).batch();
      assertThat(span.buildsOn(first.parentHash())).isTrue();
      elements.addAll(span.blocks());
      assertThat(span.endsAtOrigin(chain.get(elements.size() - 1).batch().epoch().hash())).isTrue();
      assertThat(maxBlocks == 0 || span.blocks().size() <= maxBlocks).isTrue();
    }
    assertThat(elements)
        .isEqualTo(
            chain.stream()
                .map(RandomBatches.Numbered::batch)
                .map(block ->
                    new SpanBatch.Element(
                        block.epoch().number(), block.timestampSeconds(), block.transactions()))
                .toList());
  }
}
