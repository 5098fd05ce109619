package dev.kopi.tests.conformance.derivation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kopi.adapters.compression.BrotliDictionary;
import dev.kopi.adapters.compression.NativeCompressors;
import dev.kopi.apps.bench.derivation.SampleChain;
import dev.kopi.core.chain.spec.OpFork;
import dev.kopi.core.chain.transaction.TransactionCodec;
import dev.kopi.core.derivation.batch.BatchDecoder;
import dev.kopi.core.derivation.batch.SingularBatch;
import dev.kopi.core.derivation.batch.SpanBatch;
import dev.kopi.core.derivation.batch.SpanBatchEncoder;
import dev.kopi.core.derivation.channel.ChannelId;
import dev.kopi.core.derivation.channel.ChannelOpener;
import dev.kopi.core.derivation.channel.ChannelReader;
import dev.kopi.core.derivation.channel.CompressionAlgorithm;
import dev.kopi.core.derivation.channel.Frame;
import dev.kopi.core.derivation.channel.RatioCompressor;
import dev.kopi.core.derivation.channel.SingularChannelOut;
import dev.kopi.core.primitives.ByteRange;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.RlpReader;
import dev.kopi.core.primitives.RlpWriter;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.core.rollup.BlockId;
import dev.kopi.core.rollup.RollupConfig;
import dev.kopi.tests.testkit.Vectors;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;

/** Data that the batcher of a public chain posted. */
class RecordedBatchesTest {
  private static final RollupConfig CONFIG = opMainnet();
  private static final int LIMIT = 100_000_000;

  private static RollupConfig opMainnet() {
    RollupConfig any = SampleChain.at(OpFork.GRANITE);
    return new RollupConfig(
        UInt256.ONE,
        UInt256.of(10),
        any.genesisL1(),
        any.genesisL2(),
        1_686_068_903,
        any.genesisSystemConfig(),
        2,
        600,
        3600,
        300,
        any.batchInbox(),
        any.depositContract(),
        any.systemConfigContract(),
        any.op(),
        null,
        null);
  }

  @Test
  void aSpanIsTheSingularBatchesThatItStandsFor() throws IOException {
    Bytes channel = Bytes.fromHex(text("derive/testdata/batch.hex"));
    ChannelReader reader = open(channel);
    ByteRange range = reader.next();
    assertThat(range).isNotNull();
    Bytes data = range.toBytes();
    assertThat(reader.next()).isNull();
    assertThat(reader.isAtEnd()).isTrue();
    SpanBatch span = decodeSpan(data);
    List<SingularBatch> blocks = singular(span);
    int transactions = blocks.stream().mapToInt(block -> block.transactions().size()).sum();
    assertThat(blocks.size()).isGreaterThan(100);
    assertThat(data).isIn(encode(blocks, 0), encode(blocks, 1));
    assertThat(channelOfSingular(blocks)).isEqualTo(blocks);
    for (SingularBatch block : blocks) {
      for (Bytes transaction : block.transactions()) {
        assertThat(TransactionCodec.encode(TransactionCodec.decode(transaction)))
            .isEqualTo(transaction);
      }
    }
    System.out.println(
        "op-batches: a span of " + blocks.size() + " blocks, " + transactions + " transactions");
  }

  @Test
  void aBatcherTransactionHoldsAFrame() throws IOException {
    Bytes encoded = Bytes.wrap(bytes("derive/testdata/raw_batcher_tx.hex"));
    Bytes data = TransactionCodec.decode(encoded).data();
    List<Frame> frames = Frame.parseAll(data);
    assertThat(frames).hasSize(1);
    Frame frame = frames.getFirst();
    assertThat(frame.number()).isZero();
    assertThat(Bytes.concat(Bytes.fromHex("00"), frame.encode())).isEqualTo(data);
    assertThat(open(frame.data())).isNotNull();
    System.out.println("op-batches: a frame of " + frame.data().size() + " bytes");
  }

  /** Span batches without their version byte, in any archive of batches that is there. */
  @Test
  void rawSpanBatchesAreEncodedAsTheyWere() throws IOException {
    Path folder = Vectors.path("op-batches.zip").getParent();
    int found = 0;
    try (DirectoryStream<Path> archives = Files.newDirectoryStream(folder, "op-*batch*.zip")) {
      for (Path archive : archives) {
        try (ZipFile zip = new ZipFile(archive.toFile())) {
          for (ZipEntry entry : zip.stream().map(ZipEntry.class::cast).toList()) {
            if (entry.getName().endsWith("raw_batch.hex")) {
              byte[] raw = zip.getInputStream(entry).readAllBytes();
              Bytes data = Bytes.concat(Bytes.fromHex("01"), Bytes.wrap(raw));
              SpanBatch span = decodeSpan(data);
              List<SingularBatch> blocks = singular(span);
              assertThat(data).isIn(encode(blocks, 0), encode(blocks, 1));
              found++;
            }
          }
        }
      }
    }
    System.out.println("raw span batches: " + found);
  }

  private static ChannelReader open(Bytes channel) {
    return ((ChannelOpener.Opened.Reader)
            new ChannelOpener(BrotliDictionary.load()).open(channel, LIMIT, true))
        .reader();
  }

  private static SpanBatch decodeSpan(Bytes data) {
    return (SpanBatch)
        ((BatchDecoder.Decoded.Read) BatchDecoder.decode(CONFIG, true, ByteRange.of(data))).batch();
  }

  /** The blocks of a span; of the hashes only what the span tells is right. */
  private static List<SingularBatch> singular(SpanBatch span) {
    Bytes rest = Bytes.wrap(new byte[12]);
    Hash parent = Hash.of(Bytes.concat(span.parentCheck(), rest));
    Hash origin = Hash.of(Bytes.concat(span.l1OriginCheck(), rest));
    List<SingularBatch> out = new ArrayList<>();
    for (SpanBatch.Element block : span.blocks()) {
      out.add(
          new SingularBatch(
              parent,
              new BlockId(origin, block.epochNumber()),
              block.timestampSeconds(),
              block.transactions()));
    }
    return out;
  }

  /**
   * The span of some blocks, as it stands in a channel's byte string. Whether the first block
   * begins an epoch, only its place within the epoch tells.
   */
  private static Bytes encode(List<SingularBatch> blocks, long firstSequenceNumber) {
    SpanBatchEncoder encoder = new SpanBatchEncoder(CONFIG);
    blocks.forEach(block -> encoder.add(block, firstSequenceNumber));
    RlpWriter out = new RlpWriter();
    encoder.writeTo(out);
    return new RlpReader(out.toBytes()).bytes();
  }

  private static List<SingularBatch> channelOfSingular(List<SingularBatch> blocks) {
    SingularChannelOut out =
        new SingularChannelOut(
            new ChannelId(1, 1),
            CONFIG,
            new RatioCompressor(
                new NativeCompressors(), CompressionAlgorithm.ZLIB, Long.MAX_VALUE));
    blocks.forEach(block -> out.add(block, 0));
    out.close();
    List<SingularBatch> found = new ArrayList<>();
    for (var batch :
        SampleChain.read(CONFIG, out.nextFrame(out.readyBytes() + 100).data(), LIMIT)) {
      found.add((SingularBatch) batch);
    }
    return found;
  }

  private static String text(String name) throws IOException {
    return new String(bytes(name), StandardCharsets.US_ASCII).strip();
  }

  private static byte[] bytes(String name) throws IOException {
    try (ZipFile zip = Vectors.zip("op-batches.zip")) {
      return zip.getInputStream(zip.getEntry(name)).readAllBytes();
    }
  }
}
