package dev.kopi.apps.bench.derivation;

import dev.kopi.core.chain.AccessListEntry;
import dev.kopi.core.chain.Authorization;
import dev.kopi.core.chain.Signature;
import dev.kopi.core.chain.Transaction;
import dev.kopi.core.chain.TransactionCodec;
import dev.kopi.core.derivation.batch.SingularBatch;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.core.rollup.BlockId;
import dev.kopi.core.rollup.RollupConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Batches of blocks that nobody made: transactions of every kind with random fields, from a seed.
 * Signatures are random as well, since nothing that handles batches looks at them.
 */
public final class RandomBatches {
  private static final UInt256 FIRST_BOUND_V = UInt256.of(35);

  private final SplittableRandom random;
  private final RollupConfig config;
  private final boolean setCode;
  private final int maxData;

  /**
   * Of a seed.
   *
   * @param setCode whether transactions of type 4 occur
   * @param maxData call data is shorter than so many bytes
   */
  public RandomBatches(long seed, RollupConfig config, boolean setCode, int maxData) {
    this.random = new SplittableRandom(seed);
    this.config = config;
    this.setCode = setCode;
    this.maxData = maxData;
  }

  /**
   * A block with its place within its epoch.
   *
   * @param batch the block as it stands on L1
   * @param sequenceNumber its place
   */
  public record Numbered(SingularBatch batch, long sequenceNumber) {}

  /**
   * Blocks that follow each other, as far as batches show it.
   *
   * @param firstTimestamp the first block's timestamp, a multiple of the block time after genesis
   * @param minTransactions the fewest transactions of a block
   * @param maxTransactions the most
   */
  public List<Numbered> chain(
      int blocks, long firstTimestamp, int minTransactions, int maxTransactions) {
    List<Numbered> out = new ArrayList<>(blocks);
    BlockId epoch = new BlockId(hash(), random.nextLong(1, 100_000_000));
    long sequenceNumber = random.nextInt(3);
    long timestamp = firstTimestamp;
    for (int i = 0; i < blocks; i++) {
      List<Bytes> transactions = new ArrayList<>();
      for (int n = random.nextInt(minTransactions, maxTransactions + 1); n > 0; n--) {
        transactions.add(transaction());
      }
      out.add(
          new Numbered(new SingularBatch(hash(), epoch, timestamp, transactions), sequenceNumber));
      timestamp += config.blockTimeSeconds();
      sequenceNumber++;
      if (random.nextInt(6) == 0) {
        epoch = new BlockId(hash(), epoch.number() + 1);
        sequenceNumber = 0;
      }
    }
    return out;
  }

  /** An encoded transaction. */
  public Bytes transaction() {
    return TransactionCodec.encode(
        switch (random.nextInt(setCode ? 4 : 3)) {
          case 0 ->
              new Transaction.Legacy(
                  random.nextLong(),
                  number(8),
                  gas(),
                  recipient(),
                  number(9),
                  data(),
                  signature(legacyV()));
          case 1 ->
              new Transaction.AccessList(
                  config.l2ChainId(),
                  random.nextLong(),
                  number(8),
                  gas(),
                  recipient(),
                  number(9),
                  data(),
                  accessList(),
                  signature(parity()));
          case 2 ->
              new Transaction.DynamicFee(
                  config.l2ChainId(),
                  random.nextLong(),
                  number(5),
                  number(8),
                  gas(),
                  recipient(),
                  number(9),
                  data(),
                  accessList(),
                  signature(parity()));
          default ->
              new Transaction.SetCode(
                  config.l2ChainId(),
                  random.nextLong(),
                  number(5),
                  number(8),
                  gas(),
                  address(),
                  number(9),
                  data(),
                  accessList(),
                  List.of(
                      new Authorization(
                          config.l2ChainId(), address(), random.nextLong(), signature(parity()))),
                  signature(parity()));
        });
  }

  private UInt256 legacyV() {
    UInt256 parity = parity();
    return random.nextInt(4) == 0
        ? UInt256.of(27).add(parity)
        : config.l2ChainId().add(config.l2ChainId()).add(FIRST_BOUND_V).add(parity);
  }

  private UInt256 parity() {
    return UInt256.of(random.nextInt(2));
  }

  private Signature signature(UInt256 v) {
    return new Signature(v, number(32), number(32));
  }

  private long gas() {
    return 21_000 + random.nextLong(2_000_000);
  }

  private UInt256 number(int bytes) {
    return UInt256.fromBytes(randomBytes(bytes), 0, bytes);
  }

  private List<AccessListEntry> accessList() {
    if (random.nextInt(8) != 0) {
      return List.of();
    }
    return List.of(new AccessListEntry(address(), List.of(hash(), hash())));
  }

  private @Nullable Address recipient() {
    return random.nextInt(8) == 0 ? null : address();
  }

  private Address address() {
    return Address.of(randomBytes(20));
  }

  private Hash hash() {
    return Hash.of(randomBytes(32));
  }

  private Bytes data() {
    return Bytes.wrap(randomBytes(random.nextInt(maxData)));
  }

  private byte[] randomBytes(int length) {
    byte[] out = new byte[length];
    random.nextBytes(out);
    return out;
  }
}
