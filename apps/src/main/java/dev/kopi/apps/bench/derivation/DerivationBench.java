package dev.kopi.apps.bench.derivation;

import dev.kopi.adapters.compression.BrotliDictionary;
import dev.kopi.adapters.compression.NativeCompressors;
import dev.kopi.apps.derive.Recording;
import dev.kopi.apps.derive.ReplaySpeed;
import dev.kopi.core.chain.OpFork;
import dev.kopi.core.chain.OpSpec;
import dev.kopi.core.derivation.batch.Batch;
import dev.kopi.core.derivation.batch.BatchDecoder;
import dev.kopi.core.derivation.batch.SingularBatch;
import dev.kopi.core.derivation.batch.SpanBatch;
import dev.kopi.core.derivation.channel.ChannelId;
import dev.kopi.core.derivation.channel.ChannelOut;
import dev.kopi.core.derivation.channel.ChannelReader;
import dev.kopi.core.derivation.channel.CompressionAlgorithm;
import dev.kopi.core.derivation.channel.RatioCompressor;
import dev.kopi.core.derivation.channel.SingularChannelOut;
import dev.kopi.core.derivation.channel.SpanChannelOut;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.core.rollup.BlockId;
import dev.kopi.core.rollup.RollupConfig;
import dev.kopi.core.rollup.SystemConfig;
import java.io.IOException;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * How fast derivation is: decoding a channel of 100 blocks of 100 random transactions, with call
 * data of up to 1,000 random bytes or with none, and a whole verifier, which derives and executes a
 * recorded chain of blocks that are all but empty.
 */
public final class DerivationBench {
  private static final int BLOCKS = 100;
  private static final int TRANSACTIONS = 100;

  /** What the transactions are like. */
  public enum Load {
    /** Call data of 0 to 999 bytes, as the reference's own benchmark has it. */
    CALL_DATA(1000, 171_000, 89_000, 82_000),
    /** No call data. */
    TRANSFERS(1, 586_000, 192_000, 172_000);

    private final int maxData;
    private final double goSingularZlib;
    private final double goSpanZlib;
    private final double goSpanBrotli;

    Load(int maxData, double goSingularZlib, double goSpanZlib, double goSpanBrotli) {
      this.maxData = maxData;
      this.goSingularZlib = goSingularZlib;
      this.goSpanZlib = goSpanZlib;
      this.goSpanBrotli = goSpanBrotli;
    }
  }

  private static final int MAX_RLP_BYTES = 100_000_000;
  private static final long SEED = 20_261_121;
  private static final Bytes DICTIONARY = BrotliDictionary.load();

  private final RollupConfig config = config();
  private final NativeCompressors compressors = new NativeCompressors();
  private final Load load;
  private final List<RandomBatches.Numbered> blocks;

  /** With a load. */
  public DerivationBench(Load load) {
    this.load = load;
    this.blocks =
        new RandomBatches(SEED, config, true, load.maxData)
            .chain(BLOCKS, config.genesisTimeSeconds() + 1000, TRANSACTIONS, TRANSACTIONS);
  }

  /** A chain on which every fork holds. */
  private static RollupConfig config() {
    Map<OpFork, Long> forks = new EnumMap<>(OpFork.class);
    for (OpFork fork : OpFork.values()) {
      forks.put(fork, 0L);
    }
    Address address = Address.fromHex("00000000000000000000000000000000000000aa");
    return new RollupConfig(
        UInt256.of(900),
        UInt256.of(901),
        new BlockId(Hash.ZERO, 0),
        new BlockId(Hash.ZERO, 0),
        1_700_000_000,
        new SystemConfig(address, Hash.ZERO, Hash.ZERO, 30_000_000, 0, 0, 0, 0, 0, 0),
        2,
        600,
        3600,
        300,
        address,
        address,
        address,
        new OpSpec(forks, 6, 50, 250),
        null,
        null);
  }

  /** Decodes a channel of singular batches compressed by zlib. */
  public Measurement singularZlib(int rounds) {
    ChannelOut out =
        new SingularChannelOut(
            new ChannelId(1, 1),
            config,
            new RatioCompressor(compressors, CompressionAlgorithm.ZLIB, Long.MAX_VALUE));
    return decode(
        "singular zlib",
        encode(out),
        load.goSingularZlib,
        1_000_000,
        rounds,
        "inflating: one prefix code after another");
  }

  /** Decodes a channel of one span batch. */
  public Measurement span(CompressionAlgorithm algorithm, int rounds) {
    boolean zlib = !algorithm.isBrotli();
    ChannelOut out =
        new SpanChannelOut(
            new ChannelId(1, 1), config, compressors.create(algorithm), Long.MAX_VALUE, 0);
    return decode(
        zlib ? "span zlib" : "span brotli",
        encode(out),
        zlib ? load.goSpanZlib : load.goSpanBrotli,
        500_000,
        rounds,
        zlib
            ? "inflating, then putting transactions together"
            : "literals by context, and putting transactions together");
  }

  /** Derives and executes the blocks of a recording, on one thread. */
  public static Measurement verifier(Recording recording, int rounds) throws IOException {
    ReplaySpeed replay = new ReplaySpeed(recording);
    return new Measurement(
        "whole verifier",
        "blocks",
        replay.perSecond(rounds, CpuClock::perSecond),
        223,
        1000,
        "execution: hashing of the state trie and the L1 attributes call");
  }

  private Bytes encode(ChannelOut out) {
    for (RandomBatches.Numbered block : blocks) {
      out.add(block.batch(), block.sequenceNumber());
    }
    out.close();
    return out.nextFrame(out.readyBytes() + 1000).data();
  }

  private Measurement decode(
      String name, Bytes channel, double reference, double goal, int rounds, String bound) {
    double speed =
        CpuClock.perSecond(
            (long) BLOCKS * TRANSACTIONS, rounds, rounds, () -> checkedDecode(channel));
    String what = "decode " + name + ", " + load.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    return new Measurement(what, "transactions", speed, reference, goal, bound);
  }

  private void checkedDecode(Bytes channel) {
    int transactions = 0;
    if (ChannelReader.open(channel, MAX_RLP_BYTES, true, DICTIONARY)
        instanceof ChannelReader.Opened.Reader(ChannelReader reader)) {
      for (Bytes data = reader.next(); data != null; data = reader.next()) {
        if (BatchDecoder.decode(config, true, data)
            instanceof BatchDecoder.Decoded.Read(Batch batch)) {
          transactions += count(batch);
        }
      }
    }
    if (transactions != BLOCKS * TRANSACTIONS) {
      throw new IllegalStateException("decoded " + transactions + " transactions");
    }
  }

  private static int count(Batch batch) {
    return switch (batch) {
      case SingularBatch one -> one.transactions().size();
      case SpanBatch span ->
          span.blocks().stream().mapToInt(block -> block.transactions().size()).sum();
    };
  }
}
