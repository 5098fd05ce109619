package dev.kopi.apps.bench.store;

/**
 * How large a generated chain is.
 *
 * @param seed decides every transaction
 * @param accounts how many accounts are brought into being
 * @param slots how many storage slots are brought into being: half as balances of two tokens, half
 *     as numbered slots
 * @param mixedGas how much gas the blocks of transfers, token transfers, swaps and changes of slots
 *     use, after that
 * @param blockGas how much gas a block uses, about; its limit is twice that
 * @param senders how many accounts send transactions
 * @param pairs how many pairs swap the two tokens
 */
public record BenchPlan(
    long seed, long accounts, long slots, long mixedGas, long blockGas, int senders, int pairs) {
  /** Over a million accounts and five million slots: four billion gas in blocks of 30 million. */
  public static final BenchPlan DEFAULT =
      new BenchPlan(1, 1_000_000, 5_100_000, 4_000_000_000L, 30_000_000, 1000, 64);

  /** Checks the bounds. */
  public BenchPlan {
    if (accounts < 1 || slots < 4 || mixedGas < 0 || senders < 1 || pairs < 1) {
      throw new IllegalArgumentException("a chain has accounts, slots, senders and pairs");
    }
    if (blockGas < 1_000_000) {
      throw new IllegalArgumentException("a block uses at least a million gas");
    }
  }

  /** The same with another amount of state and of mixed gas. */
  public BenchPlan withSize(long accountCount, long slotCount, long gas) {
    return new BenchPlan(seed, accountCount, slotCount, gas, blockGas, senders, pairs);
  }
}
