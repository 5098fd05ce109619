package dev.kopi.apps.bench.derivation;

import dev.kopi.adapters.compression.NativeCompressors;
import dev.kopi.apps.derive.Recording;
import dev.kopi.apps.derive.RepeatedReplay;
import dev.kopi.core.chain.spec.OpFork;
import dev.kopi.core.derivation.batch.Batch;
import dev.kopi.core.derivation.batch.SingularBatch;
import dev.kopi.core.derivation.batch.SpanBatch;
import dev.kopi.core.derivation.channel.ChannelId;
import dev.kopi.core.derivation.channel.ChannelOpener;
import dev.kopi.core.derivation.channel.ChannelOut;
import dev.kopi.core.derivation.channel.CompressionAlgorithm;
import dev.kopi.core.derivation.channel.RatioCompressor;
import dev.kopi.core.derivation.channel.SingularChannelOut;
import dev.kopi.core.derivation.channel.SpanChannelOut;
import dev.kopi.core.derivation.channel.StoringCompressor;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.rollup.RollupConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

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
    /** Call data of 0 to 999 random bytes, as the reference's own benchmark has it. */
    CALL_DATA(1000),
    /** No call data. */
    TRANSFERS(1);

    private final int maxData;

    Load(int maxData) {
      this.maxData = maxData;
    }
  }

  /** How the blocks are put into a channel, with the reference's speeds for both loads. */
  public enum Form {
    /** Singular batches in zlib's frame without compression: the reference's NonCompressor. */
    SINGULAR_STORED(1_000_000, 940_000, 1_970_000, "copying each transaction"),
    /** Singular batches, compressed by zlib. */
    SINGULAR_ZLIB(0, 171_000, 602_000, "inflating"),
    /** One span batch, compressed by zlib. */
    SPAN_ZLIB(500_000, 92_000, 192_000, "inflating, then putting transactions together"),
    /** One span batch, compressed by Brotli. */
    SPAN_BROTLI(500_000, 84_000, 172_000, "literals by context");

    private final double goal;
    private final double callDataReference;
    private final double transfersReference;
    private final String bound;

    Form(double goal, double callDataReference, double transfersReference, String bound) {
      this.goal = goal;
      this.callDataReference = callDataReference;
      this.transfersReference = transfersReference;
      this.bound = bound;
    }

    private double reference(Load load) {
      return load == Load.CALL_DATA ? callDataReference : transfersReference;
    }
  }

  private static final int MAX_RLP_BYTES = 100_000_000;
  private static final long SEED = 20_261_121;
  private static final RollupConfig CONFIG = SampleChain.at(OpFork.KARST);

  private final NativeCompressors compressors = new NativeCompressors();
  private final Load load;
  private final List<RandomBatches.Numbered> blocks;

  /** With a load. */
  public DerivationBench(Load load) {
    this.load = load;
    this.blocks =
        RandomBatches.likeReference(SEED, CONFIG, load.maxData)
            .chain(BLOCKS, CONFIG.genesisTimeSeconds() + 1000, TRANSACTIONS, TRANSACTIONS);
  }

  /** Decodes a channel of the blocks. */
  public Measurement decode(Form form, int rounds) {
    Bytes channel = encode(form);
    return measure(
        "decode " + words(form) + ", " + words(load),
        channel,
        rounds,
        form.reference(load),
        form.goal,
        form.bound);
  }

  /**
   * Decodes what a file holds: the content of a channel, put together from its frames, of a chain
   * on which every fork holds. So the channels of other programs can be compared.
   *
   * @throws IOException when it cannot be read, or holds no transactions
   */
  public static Measurement decode(Path file, int rounds) throws IOException {
    Bytes channel = Bytes.wrap(Files.readAllBytes(file));
    if (transactions(SampleChain.opener(), channel) == 0) {
      throw new IOException("no channel with transactions");
    }
    return measure("decode " + file.getFileName(), channel, rounds, 0, 0, "");
  }

  private static String words(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  /** Derives and executes the blocks of a recording, on one thread. */
  public static Measurement verifier(Recording recording, int rounds) throws IOException {
    RepeatedReplay replay = new RepeatedReplay(recording);
    CpuClock.Speed speed = CpuClock.perSecond(replay.blocks(), rounds, replay::run);
    return new Measurement(
        "whole verifier",
        "blocks",
        speed.median(),
        speed.best(),
        223,
        1000,
        "execution: hashing of the state trie and the L1 attributes call");
  }

  private Bytes encode(Form form) {
    ChannelId id = new ChannelId(1, 1);
    ChannelOut out =
        switch (form) {
          case SINGULAR_STORED ->
              new SingularChannelOut(
                  id, CONFIG, new StoringCompressor(compressors, Long.MAX_VALUE));
          case SINGULAR_ZLIB ->
              new SingularChannelOut(
                  id,
                  CONFIG,
                  new RatioCompressor(compressors, CompressionAlgorithm.ZLIB, Long.MAX_VALUE));
          case SPAN_ZLIB -> span(id, CompressionAlgorithm.ZLIB);
          case SPAN_BROTLI -> span(id, CompressionAlgorithm.BROTLI_10);
        };
    for (RandomBatches.Numbered block : blocks) {
      out.add(block.batch(), block.sequenceNumber());
    }
    out.close();
    return out.nextFrame(out.readyBytes() + 1000).data();
  }

  private ChannelOut span(ChannelId id, CompressionAlgorithm algorithm) {
    return new SpanChannelOut(id, CONFIG, compressors.create(algorithm), Long.MAX_VALUE, 0);
  }

  private static Measurement measure(
      String name, Bytes channel, int rounds, double reference, double goal, String bound) {
    ChannelOpener opener = SampleChain.opener();
    int transactions = transactions(opener, channel);
    CpuClock.Speed speed =
        CpuClock.perSecond(
            transactions,
            rounds,
            () -> {
              if (transactions(opener, channel) != transactions) {
                throw new IllegalStateException("decoded another number of transactions");
              }
            });
    return new Measurement(
        name, "transactions", speed.median(), speed.best(), reference, goal, bound);
  }

  /** Decodes a channel; answers how many transactions its batches hold. */
  private static int transactions(ChannelOpener opener, Bytes channel) {
    return SampleChain.read(opener, CONFIG, channel, MAX_RLP_BYTES).stream()
        .mapToInt(DerivationBench::count)
        .sum();
  }

  private static int count(Batch batch) {
    return switch (batch) {
      case SingularBatch one -> one.transactions().size();
      case SpanBatch span ->
          span.blocks().stream().mapToInt(block -> block.transactions().size()).sum();
    };
  }
}
