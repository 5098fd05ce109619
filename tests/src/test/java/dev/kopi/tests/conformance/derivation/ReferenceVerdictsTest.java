package dev.kopi.tests.conformance.derivation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kopi.adapters.compression.BrotliDictionary;
import dev.kopi.adapters.json.Json;
import dev.kopi.adapters.json.JsonFields;
import dev.kopi.apps.bench.derivation.SampleChain;
import dev.kopi.core.chain.block.Block;
import dev.kopi.core.chain.block.HeaderBuilder;
import dev.kopi.core.chain.spec.OpFork;
import dev.kopi.core.chain.spec.OpSpec;
import dev.kopi.core.chain.transaction.TransactionEnvelope;
import dev.kopi.core.crypto.hash.Keccak256;
import dev.kopi.core.derivation.batch.Batch;
import dev.kopi.core.derivation.batch.BatchDecoder;
import dev.kopi.core.derivation.batch.BatchRules;
import dev.kopi.core.derivation.batch.BatchVerdict;
import dev.kopi.core.derivation.batch.SingularBatch;
import dev.kopi.core.derivation.batch.SpanBatch;
import dev.kopi.core.derivation.batch.SpanBatchRules;
import dev.kopi.core.derivation.channel.ChannelOpener;
import dev.kopi.core.derivation.channel.ChannelReader;
import dev.kopi.core.derivation.channel.Frame;
import dev.kopi.core.derivation.source.L2Source;
import dev.kopi.core.primitives.ByteRange;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.core.rollup.BlockId;
import dev.kopi.core.rollup.L1BlockRef;
import dev.kopi.core.rollup.L2BlockRef;
import dev.kopi.core.rollup.RollupConfig;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/**
 * Frames, channels and batches, most of them damaged, with what the Go reference made of each:
 * generated from a seed and run through its own parsers and checks. A result is a count and the
 * start of the hash of everything that was read.
 */
class ReferenceVerdictsTest {
  private static final Bytes DICTIONARY = BrotliDictionary.load();
  private static final JsonNode RECORDED = recorded();

  private static JsonNode recorded() {
    try (InputStream in =
        ReferenceVerdictsTest.class.getResourceAsStream("reference-verdicts.json.gz")) {
      assertThat(in).isNotNull();
      return Json.parse(new GZIPInputStream(in).readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void framesAreReadAsTheReferenceReadsThem() {
    int refused = 0;
    for (JsonNode one : RECORDED.get("frames")) {
      String found = frames(JsonFields.bytes(one, "in"));
      assertThat(found).as(one.get("in").asString()).isEqualTo(one.get("out").asString());
      refused += found.equals("error") ? 1 : 0;
    }
    report("frames", RECORDED.get("frames").size(), refused + " refused");
  }

  @Test
  void channelsAreReadAsTheReferenceReadsThem() {
    int refused = 0;
    for (JsonNode one : RECORDED.get("channels")) {
      String found =
          channel(
              JsonFields.bytes(one, "in"), one.get("max").asInt(), one.get("fjord").asBoolean());
      assertThat(found).as(one.get("in").asString()).isEqualTo(one.get("out").asString());
      refused += found.equals("error") ? 1 : 0;
    }
    report("channels", RECORDED.get("channels").size(), refused + " refused");
  }

  @Test
  void batchesAreJudgedAsTheReferenceJudgesThem() {
    Map<String, Integer> verdicts = new TreeMap<>();
    for (JsonNode one : RECORDED.get("batches")) {
      BatchVerdict verdict = judge(one);
      assertThat(verdict.validity().name())
          .as(verdict + " " + one)
          .isEqualTo(one.get("out").asString());
      verdicts.merge(verdict.name(), 1, Integer::sum);
    }
    report("batches", RECORDED.get("batches").size(), verdicts.toString());
    assertThat(verdicts).hasSizeGreaterThan(15);
  }

  private static void report(String kind, int count, String what) {
    assertThat(count).isPositive();
    System.out.println("reference verdicts: " + count + " " + kind + ", " + what);
  }

  private static String frames(Bytes in) {
    try {
      List<Frame> frames = Frame.parseAll(in);
      Digest out = new Digest();
      for (Frame frame : frames) {
        out.bytes(frame.channel().toBytes());
        out.number4(frame.number());
        out.number1(frame.isLast() ? 1 : 0);
        out.string(frame.data());
      }
      return frames.size() + " " + out.hash();
    } catch (DecodeException e) {
      return "error";
    }
  }

  private static String channel(Bytes in, int maxRlpBytes, boolean fjord) {
    RollupConfig config = config(Map.of());
    if (!(new ChannelOpener(DICTIONARY).open(in, maxRlpBytes, fjord)
        instanceof ChannelOpener.Opened.Reader(ChannelReader reader))) {
      return "error";
    }
    Digest out = new Digest();
    int count = 0;
    for (ByteRange data = reader.next(); data != null; data = reader.next()) {
      BatchDecoder.Decoded decoded;
      try {
        decoded = BatchDecoder.decode(config, true, data);
      } catch (DecodeException e) {
        break;
      }
      count++;
      switch (decoded) {
        case BatchDecoder.Decoded.Read(Batch batch) -> write(batch, out);
        case BatchDecoder.Decoded.Unusable unusable -> out.number1(2);
        case BatchDecoder.Decoded.TooEarly early -> throw new AssertionError("Delta holds");
      }
    }
    return count + " " + out.hash();
  }

  private static void write(Batch batch, Digest out) {
    switch (batch) {
      case SingularBatch one -> {
        out.number1(0);
        out.bytes(one.parentHash().toBytes());
        out.number8(one.epoch().number());
        out.bytes(one.epoch().hash().toBytes());
        out.number8(one.timestampSeconds());
        out.strings(one.transactions());
      }
      case SpanBatch span -> {
        out.number1(1);
        out.bytes(span.parentCheck());
        out.bytes(span.l1OriginCheck());
        out.number4(span.blocks().size());
        for (SpanBatch.Element block : span.blocks()) {
          out.number8(block.epochNumber());
          out.number8(block.timestampSeconds());
          out.strings(block.transactions());
        }
      }
    }
  }

  private static BatchVerdict judge(JsonNode one) {
    Map<OpFork, Long> forks = new EnumMap<>(OpFork.class);
    for (Map.Entry<String, JsonNode> fork : one.get("forks").properties()) {
      forks.put(OpFork.valueOf(fork.getKey().toUpperCase(Locale.ROOT)), fork.getValue().asLong());
    }
    RollupConfig config = config(forks);
    List<L1BlockRef> l1 = JsonFields.list(one, "l1", ReferenceVerdictsTest::l1Block);
    L1BlockRef inclusion = l1Block(one.get("inclusion"));
    L1BlockRef safe = l1Block(one.get("safe"));
    L1BlockRef origin = l1Block(one.get("origin"));
    L2BlockRef head =
        new L2BlockRef(
            safe.hash(),
            safe.number(),
            safe.parentHash(),
            safe.timestampSeconds(),
            origin.id(),
            one.get("seq").asLong());
    Batch batch =
        ((BatchDecoder.Decoded.Read)
                BatchDecoder.decode(config, true, ByteRange.of(JsonFields.bytes(one, "batch"))))
            .batch();
    return switch (batch) {
      case SingularBatch single -> BatchRules.check(config, l1, head, single, inclusion);
      case SpanBatch span ->
          new SpanBatchRules(config, chain(one.get("l2"))).check(l1, head, span, inclusion);
    };
  }

  private static L1BlockRef l1Block(JsonNode json) {
    return new L1BlockRef(
        JsonFields.hash(json, "hash"),
        json.get("number").asLong(),
        JsonFields.hash(json, "parent"),
        json.get("time").asLong());
  }

  private static L2Source chain(JsonNode json) {
    Map<Long, Block> blocks = new HashMap<>();
    for (JsonNode one : json) {
      List<TransactionEnvelope> transactions =
          JsonFields.list(
              one, "txs", tx -> TransactionEnvelope.decode(JsonFields.asBytes(tx, "txs")));
      HeaderBuilder header =
          new HeaderBuilder()
              .parentHash(JsonFields.hash(one, "parent"))
              .unclesHash(Hash.ZERO)
              .stateRoot(Hash.ZERO)
              .transactionsRoot(Hash.ZERO)
              .receiptsRoot(Hash.ZERO)
              .number(one.get("number").asLong())
              .timestampSeconds(one.get("time").asLong())
              .gasLimit(30_000_000)
              .baseFeePerGas(UInt256.of(7));
      blocks.put(
          one.get("number").asLong(), new Block(header.build(), transactions, List.of(), null));
    }
    return new L2Source() {
      @Override
      public @Nullable Block blockByNumber(long number) {
        return blocks.get(number);
      }

      @Override
      public @Nullable Block blockByHash(Hash hash) {
        return blocks.values().stream().filter(b -> b.hash().equals(hash)).findFirst().orElse(null);
      }
    };
  }

  private static RollupConfig config(Map<OpFork, Long> forks) {
    RollupConfig any = SampleChain.at(OpFork.KARST);
    return new RollupConfig(
        UInt256.of(900),
        UInt256.of(901),
        new BlockId(Hash.ZERO, 90),
        new BlockId(Hash.ZERO, 1),
        1000,
        any.genesisSystemConfig(),
        2,
        10,
        6,
        10,
        any.batchInbox(),
        any.depositContract(),
        any.systemConfigContract(),
        new OpSpec(forks, 6, 50, 250),
        null,
        null);
  }

  /** Everything that was read, in one row. */
  private static final class Digest {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final DataOutputStream out = new DataOutputStream(bytes);

    private interface Write {
      void run() throws IOException;
    }

    private static void checked(Write write) {
      try {
        write.run();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    void bytes(Bytes value) {
      checked(() -> out.write(value.toArray()));
    }

    void number1(int value) {
      checked(() -> out.writeByte(value));
    }

    void number4(int value) {
      checked(() -> out.writeInt(value));
    }

    void number8(long value) {
      checked(() -> out.writeLong(value));
    }

    void string(Bytes value) {
      number4(value.size());
      bytes(value);
    }

    void strings(List<Bytes> values) {
      number4(values.size());
      values.forEach(this::string);
    }

    String hash() {
      return Keccak256.hash(Bytes.wrap(bytes.toByteArray())).toHex().substring(2, 18);
    }
  }
}
