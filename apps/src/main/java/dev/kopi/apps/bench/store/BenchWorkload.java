package dev.kopi.apps.bench.store;

import dev.kopi.core.chain.transaction.Transaction;
import dev.kopi.core.chain.transaction.TransactionEnvelope;
import dev.kopi.core.crypto.ecdsa.PrivateKey;
import dev.kopi.core.crypto.ecdsa.Secp256k1;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.core.txmgr.TransactionSigner;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * The transactions of a generated chain, one after another: first those that bring accounts and
 * slots into being, then a mix. Follows from the plan alone.
 */
final class BenchWorkload {
  /** A transaction and who sends it. */
  record Sent(TransactionEnvelope envelope, Address sender) {}

  private static final UInt256 MAX_FEE = UInt256.of(100_000_000_000L);
  private static final UInt256 TIP = UInt256.of(1_000_000_000);
  private static final long GAS_PER_ACCOUNT = 37_500;
  private static final long GAS_PER_SLOT = 22_700;
  private static final int CHURN = 40;
  private static final long CHURN_GAS = 1_000_000;
  private static final long FIXED_GAS = 60_000;

  /** The most gas that a transaction of the mix uses. */
  static final long MOST_MIXED_GAS = CHURN_GAS;

  private final BenchPlan plan;
  private final Secp256k1 secp256k1;
  private final List<PrivateKey> keys;
  private final List<Address> senders = new ArrayList<>();
  private final long[] nonces;
  private final SplittableRandom random;
  private int turn;

  // What is in being.
  private long accounts;
  private final long[] balances = new long[2];
  private long slots;

  BenchWorkload(BenchPlan plan, Secp256k1 secp256k1) {
    this.plan = plan;
    this.secp256k1 = secp256k1;
    this.keys = BenchGenesis.keys(plan);
    keys.forEach(key -> senders.add(secp256k1.address(key)));
    this.nonces = new long[keys.size()];
    this.random = new SplittableRandom(plan.seed());
  }

  /** Whether all accounts and slots are in being, so that the mix begins. */
  boolean isFilled() {
    return accounts >= plan.accounts()
        && balances[1] >= plan.slots() / 4
        && slots >= plan.slots() - 2 * (plan.slots() / 4);
  }

  /** The most gas that a transaction uses before the mix begins. */
  long mostFillGas() {
    return plan.blockGas() / 4;
  }

  /** The next transaction. */
  Sent next() {
    long most = mostFillGas() - FIXED_GAS;
    if (accounts < plan.accounts()) {
      long count = Math.min(plan.accounts() - accounts, most / GAS_PER_ACCOUNT);
      long from = accounts;
      accounts += count;
      return fill(BenchGenesis.ACCOUNTS, from, count, GAS_PER_ACCOUNT);
    }
    for (int token = 0; token < 2; token++) {
      if (balances[token] < plan.slots() / 4) {
        long count = Math.min(plan.slots() / 4 - balances[token], most / GAS_PER_SLOT);
        long from = balances[token];
        balances[token] += count;
        return fill(BenchGenesis.TOKENS.get(token), from, count, GAS_PER_SLOT);
      }
    }
    long numbered = plan.slots() - 2 * (plan.slots() / 4);
    if (slots < numbered) {
      long count = Math.min(numbered - slots, most / GAS_PER_SLOT);
      long from = slots;
      slots += count;
      return fill(BenchGenesis.SLOTS, from, count, GAS_PER_SLOT);
    }
    return mixed(numbered);
  }

  private Sent fill(Address contract, long from, long count, long gasPerEntry) {
    Bytes data = BenchContracts.call(BenchContracts.FILL, UInt256.of(from), UInt256.of(count));
    return send(contract, UInt256.ZERO, data, FIXED_GAS + count * gasPerEntry);
  }

  /** By gas about a quarter each: 28 transfers, 13 of tokens, 5 swaps, 2 changes of slots. */
  private Sent mixed(long numbered) {
    int kind = random.nextInt(48);
    if (kind < 28) {
      long to = random.nextInt(10) == 0 ? plan.accounts() + random.nextLong(1L << 40) : holder();
      return send(
          BenchContracts.holder(to), UInt256.of(1 + random.nextInt(1000)), Bytes.EMPTY, 21_000);
    }
    if (kind < 41) {
      Bytes data =
          BenchContracts.call(
              BenchContracts.TRANSFER,
              BenchContracts.holder(holder()).toWord(),
              UInt256.of(1 + random.nextInt(1_000_000)));
      return send(BenchGenesis.TOKENS.get(random.nextInt(2)), UInt256.ZERO, data, 100_000);
    }
    if (kind < 46) {
      Bytes data =
          BenchContracts.call(
              BenchContracts.SWAP,
              UInt256.of(random.nextInt(2)),
              UInt256.of(1_000_000 + random.nextLong(1L << 50)));
      return send(BenchGenesis.pairOf(plan, turn), UInt256.ZERO, data, 300_000);
    }
    Bytes data =
        BenchContracts.call(
            BenchContracts.CHURN,
            UInt256.of(random.nextLong()),
            UInt256.of(CHURN),
            UInt256.of(numbered));
    return send(BenchGenesis.SLOTS, UInt256.ZERO, data, CHURN_GAS);
  }

  private long holder() {
    return random.nextLong(Math.min(plan.accounts(), plan.slots() / 4));
  }

  private Sent send(Address to, UInt256 value, Bytes data, long gasLimit) {
    int from = turn;
    turn = (turn + 1) % keys.size();
    Transaction unsigned =
        new Transaction.DynamicFee(
            UInt256.of(BenchGenesis.CHAIN_ID),
            nonces[from]++,
            TIP,
            MAX_FEE,
            gasLimit,
            to,
            value,
            data,
            List.of(),
            TransactionSigner.NONE);
    Transaction signed = TransactionSigner.sign(unsigned, secp256k1, keys.get(from));
    return new Sent(TransactionEnvelope.of(signed), senders.get(from));
  }
}
