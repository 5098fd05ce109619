package dev.kopi.apps.bench.derivation;

import dev.kopi.core.chain.transaction.AccessListEntry;
import dev.kopi.core.chain.transaction.Authorization;
import dev.kopi.core.chain.transaction.Signature;
import dev.kopi.core.chain.transaction.Transaction;
import dev.kopi.core.chain.transaction.TransactionCodec;
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
 * Random batches from a seed: transactions of every type with random fields. Signatures are random
 * as well, since batch decoding does not check them.
 */
public final class RandomBatches {
  private static final UInt256 FIRST_BOUND_V = UInt256.of(35);
  private static final UInt256 ETHER = UInt256.of(1_000_000_000_000_000_000L);
  private static final long MAX_TIP = 10_000_000_000L;
  private static final long MAX_BASE_FEE = 300_000_000_000L;

  private final SplittableRandom random;
  private final RollupConfig config;
  private final boolean setCode;
  private final int maxData;
  private final boolean likeReference;
  private UInt256 baseFee = UInt256.ZERO;

  /**
   * Random batches.
   *
   * @param setCode whether to include transactions of type 4
   * @param maxData the bound of the call data size, exclusive
   */
  public RandomBatches(long seed, RollupConfig config, boolean setCode, int maxData) {
    this(seed, config, setCode, maxData, false);
  }

  private RandomBatches(
      long seed, RollupConfig config, boolean setCode, int maxData, boolean likeReference) {
    this.random = new SplittableRandom(seed);
    this.config = config;
    this.setCode = setCode;
    this.maxData = maxData;
    this.likeReference = likeReference;
  }

  /**
   * With the fields as the Go reference's {@code RandomSingularBatch} draws them, so that speeds
   * can be compared: values of whole ether, tips of up to 10 gwei above one base fee for each
   * block, every second transaction a creation, no access lists, replay protection throughout.
   */
  public static RandomBatches likeReference(long seed, RollupConfig config, int maxData) {
    return new RandomBatches(seed, config, true, maxData, true);
  }

  /**
   * A block with its place within its epoch.
   *
   * @param batch the block as a batch
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
      baseFee = UInt256.of(random.nextLong(MAX_BASE_FEE));
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
    UInt256 tip = likeReference ? UInt256.of(random.nextLong(MAX_TIP)) : number(5);
    return TransactionCodec.encode(
        switch (random.nextInt(setCode ? 4 : 3)) {
          case 0 ->
              new Transaction.Legacy(
                  random.nextLong(),
                  number(8),
                  gas(),
                  recipient(),
                  value(),
                  data(),
                  signature(legacyV()));
          case 1 ->
              new Transaction.AccessList(
                  config.l2ChainId(),
                  random.nextLong(),
                  number(8),
                  gas(),
                  recipient(),
                  value(),
                  data(),
                  accessList(),
                  signature(parity()));
          case 2 ->
              new Transaction.DynamicFee(
                  config.l2ChainId(),
                  random.nextLong(),
                  tip,
                  likeReference ? baseFee.add(tip) : number(8),
                  gas(),
                  recipient(),
                  value(),
                  data(),
                  accessList(),
                  signature(parity()));
          default ->
              new Transaction.SetCode(
                  config.l2ChainId(),
                  random.nextLong(),
                  tip,
                  number(8).add(tip),
                  gas(),
                  address(),
                  value(),
                  data(),
                  accessList(),
                  List.of(
                      new Authorization(
                          likeReference ? UInt256.ZERO : config.l2ChainId(),
                          address(),
                          random.nextLong(),
                          signature(parity()))),
                  signature(parity()));
        });
  }

  private UInt256 value() {
    return likeReference ? UInt256.of(random.nextInt(10)).multiply(ETHER) : number(9);
  }

  private UInt256 legacyV() {
    UInt256 parity = parity();
    return !likeReference && random.nextInt(4) == 0
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
    if (likeReference || random.nextInt(8) != 0) {
      return List.of();
    }
    return List.of(new AccessListEntry(address(), List.of(hash(), hash())));
  }

  private @Nullable Address recipient() {
    return random.nextInt(likeReference ? 2 : 8) == 0 ? null : address();
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
