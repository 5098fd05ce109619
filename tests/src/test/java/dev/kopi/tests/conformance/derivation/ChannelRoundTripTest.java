package dev.kopi.tests.conformance.derivation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kopi.adapters.compression.NativeCompressors;
import dev.kopi.adapters.json.Json;
import dev.kopi.adapters.json.JsonFields;
import dev.kopi.adapters.json.rollup.RollupJson;
import dev.kopi.apps.bench.derivation.SampleChain;
import dev.kopi.core.chain.block.Block;
import dev.kopi.core.chain.block.HeaderCodec;
import dev.kopi.core.chain.transaction.TransactionEnvelope;
import dev.kopi.core.derivation.attributes.L2Blocks;
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
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.zip.ZipFile;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/** Blocks into channels and back, with the blocks of a recorded chain that has every type. */
class ChannelRoundTripTest {
  private static final ChannelId ID = new ChannelId(1, 2);
  private static final int FRAME_SIZE = 9_000;
  private static final int LIMIT = 100_000_000;

  private final NativeCompressors compressors = new NativeCompressors();
  private final RollupConfig config;
  private final List<SingularBatch> batches = new ArrayList<>();
  private final List<Long> sequenceNumbers = new ArrayList<>();

  ChannelRoundTripTest() throws IOException {
    try (ZipFile zip = Vectors.zip("op-chains/A-forks.zip")) {
      config = RollupJson.read(json(zip, "rollup.json"));
      for (int number = 1; number <= 336; number++) {
        JsonNode json = json(zip, "l2/" + ("" + (10_000 + number)).substring(1) + ".json");
        Block block =
            new Block(
                HeaderCodec.decode(JsonFields.bytes(json, "headerRlp")),
                JsonFields.list(
                    json,
                    "transactions",
                    tx -> TransactionEnvelope.decode(JsonFields.asBytes(tx, "transaction"))),
                List.of(),
                null);
        batches.add(SingularBatch.of(config, block));
        sequenceNumbers.add(L2Blocks.ref(config, block).sequenceNumber());
      }
    }
  }

  @ParameterizedTest
  @EnumSource(CompressionAlgorithm.class)
  void decodesTheSingularBatchesThatItEncoded(CompressionAlgorithm algorithm) {
    ChannelOut out =
        new SingularChannelOut(
            ID, config, new ShadowCompressor(compressors, algorithm, 50_000_000));
    assertThat(read(fill(out))).isEqualTo(batches);
  }

  @ParameterizedTest
  @EnumSource(CompressionAlgorithm.class)
  void decodesSpansToTheBlocksThatTheyStandFor(CompressionAlgorithm algorithm) {
    ChannelOut out = new SpanChannelOut(ID, config, compressors.create(algorithm), 50_000_000, 100);
    List<SpanBatch.Element> blocks = new ArrayList<>();
    List<Batch> spans = read(fill(out));
    for (Batch batch : spans) {
      blocks.addAll(((SpanBatch) batch).blocks());
    }
    assertThat(spans).hasSize(4);
    assertThat(blocks)
        .isEqualTo(
            batches.stream()
                .map(b ->
                    new SpanBatch.Element(
                        b.epoch().number(), b.timestampSeconds(), b.transactions()))
                .toList());
    SpanBatch first = (SpanBatch) spans.getFirst();
    assertThat(first.buildsOn(batches.getFirst().parentHash())).isTrue();
    assertThat(first.endsAtOrigin(batches.get(99).epoch().hash())).isTrue();
  }

  @ParameterizedTest
  @EnumSource(CompressionAlgorithm.class)
  void keepsWhatComesBeforeTheCut(CompressionAlgorithm algorithm) {
    ChannelOut out =
        new SingularChannelOut(
            ID, config, new ShadowCompressor(compressors, algorithm, 50_000_000));
    Bytes whole = assemble(fill(out));
    int before = 0;
    for (int length = 1; length < whole.size(); length += 997) {
      List<Batch> found = batchesOf(whole.slice(0, length));
      assertThat(found.size()).isGreaterThanOrEqualTo(before);
      assertThat(found).isEqualTo(batches.subList(0, found.size()));
      before = found.size();
    }
    assertThat(before).isPositive();
  }

  @ParameterizedTest
  @EnumSource(CompressionAlgorithm.class)
  void survivesMutatedChannels(CompressionAlgorithm algorithm) {
    ChannelOut out = new SpanChannelOut(ID, config, compressors.create(algorithm), 50_000_000, 30);
    byte[] whole = assemble(fill(out)).toArray();
    Random random = new Random(42);
    for (int i = 0; i < 200; i++) {
      byte[] mutated = whole.clone();
      for (int n = random.nextInt(4); n >= 0; n--) {
        mutated[random.nextInt(mutated.length)] = (byte) random.nextInt(256);
      }
      assertThat(batchesOf(Bytes.wrap(mutated)).size()).isLessThanOrEqualTo(12);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = CompressionAlgorithm.class,
      names = {"ZLIB", "BROTLI_10"})
  void aFullSpanChannelTakesTheLastBlockBack(CompressionAlgorithm algorithm) {
    int target = 20_000;
    ChannelOut out = new SpanChannelOut(ID, config, compressors.create(algorithm), target, 0);
    int added = 0;
    ChannelOut.Added last = ChannelOut.Added.ADDED;
    while (last == ChannelOut.Added.ADDED) {
      last = out.add(batches.get(added), sequenceNumbers.get(added));
      added += last == ChannelOut.Added.COMPRESSOR_FULL ? 0 : 1;
    }
    assertThat(last).isEqualTo(ChannelOut.Added.COMPRESSOR_FULL);
    out.close();
    assertThat(out.readyBytes()).isLessThan(target);
    SpanBatch span = (SpanBatch) read(frames(out)).getFirst();
    assertThat(span.blocks()).hasSize(added);
  }

  private List<Frame> fill(ChannelOut out) {
    for (int i = 0; i < batches.size(); i++) {
      assertThat(out.add(batches.get(i), sequenceNumbers.get(i))).isEqualTo(ChannelOut.Added.ADDED);
    }
    out.close();
    return frames(out);
  }

  private static List<Frame> frames(ChannelOut out) {
    List<Frame> frames = new ArrayList<>();
    do {
      frames.add(out.nextFrame(FRAME_SIZE));
    } while (!frames.getLast().isLast());
    return frames;
  }

  private List<Batch> read(List<Frame> frames) {
    return batchesOf(assemble(frames));
  }

  private static Bytes assemble(List<Frame> frames) {
    Channel channel = new Channel(ID, 0, true);
    for (Frame frame : frames) {
      assertThat(frame.encode().size()).isLessThanOrEqualTo(FRAME_SIZE);
      Bytes data = Bytes.concat(Bytes.wrap(new byte[1]), frame.encode());
      assertThat(channel.add(Frame.parseAll(data).getFirst())).isNull();
    }
    assertThat(channel.isComplete()).isTrue();
    return channel.data();
  }

  private List<Batch> batchesOf(Bytes channel) {
    return SampleChain.read(config, channel, LIMIT);
  }

  private static JsonNode json(ZipFile zip, String name) throws IOException {
    return Json.parse(zip.getInputStream(zip.getEntry(name)).readAllBytes());
  }
}
