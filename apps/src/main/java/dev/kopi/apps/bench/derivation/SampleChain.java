package dev.kopi.apps.bench.derivation;

import dev.kopi.adapters.compression.BrotliDictionary;
import dev.kopi.core.chain.spec.OpFork;
import dev.kopi.core.chain.spec.OpSpec;
import dev.kopi.core.derivation.batch.Batch;
import dev.kopi.core.derivation.batch.BatchDecoder;
import dev.kopi.core.derivation.channel.ChannelOpener;
import dev.kopi.core.derivation.channel.ChannelReader;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.ByteRange;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.core.rollup.BlockId;
import dev.kopi.core.rollup.RollupConfig;
import dev.kopi.core.rollup.SystemConfig;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Example chain configurations, and reading their channels without a pipeline. */
public final class SampleChain {
  /** The genesis timestamp. */
  public static final long GENESIS_SECONDS = 1_700_000_000;

  private static final Bytes DICTIONARY = BrotliDictionary.load();

  private SampleChain() {}

  /** A chain with a fork and all before it active from genesis. */
  public static RollupConfig at(OpFork last) {
    Address address = Address.fromHex("00000000000000000000000000000000000000aa");
    return new RollupConfig(
        UInt256.of(900),
        UInt256.of(901),
        new BlockId(Hash.ZERO, 0),
        new BlockId(Hash.ZERO, 0),
        GENESIS_SECONDS,
        new SystemConfig(address, Hash.ZERO, Hash.ZERO, 30_000_000, 0, 0, 0, 0, 0, 0),
        2,
        600,
        3600,
        300,
        address,
        address,
        address,
        new OpSpec(forks(last), 6, 50, 250),
        null,
        null);
  }

  /** A fork and all before it, from genesis on. */
  public static Map<OpFork, Long> forks(OpFork last) {
    Map<OpFork, Long> forks = new EnumMap<>(OpFork.class);
    for (OpFork fork : OpFork.values()) {
      if (last.atLeast(fork)) {
        forks.put(fork, 0L);
      }
    }
    return forks;
  }

  /** The batches of a channel by the rules of a chain's last fork, up to the first invalid one. */
  public static List<Batch> read(RollupConfig config, Bytes channel, int maxRlpBytes) {
    return read(opener(), config, channel, maxRlpBytes);
  }

  static ChannelOpener opener() {
    return new ChannelOpener(DICTIONARY);
  }

  static List<Batch> read(
      ChannelOpener opener, RollupConfig config, Bytes channel, int maxRlpBytes) {
    List<Batch> out = new ArrayList<>();
    boolean fjord = config.isActive(OpFork.FJORD, Long.MAX_VALUE);
    boolean delta = config.isActive(OpFork.DELTA, Long.MAX_VALUE);
    if (opener.open(channel, maxRlpBytes, fjord)
        instanceof ChannelOpener.Opened.Reader(ChannelReader reader)) {
      for (ByteRange data = reader.next(); data != null; data = reader.next()) {
        try {
          if (BatchDecoder.decode(config, delta, data)
              instanceof BatchDecoder.Decoded.Read(Batch batch)) {
            out.add(batch);
          }
        } catch (DecodeException e) {
          return out;
        }
      }
    }
    return out;
  }
}
