package dev.kopi.core.execution.transaction;

import dev.kopi.core.chain.spec.BlobParams;
import dev.kopi.core.chain.spec.Fork;
import dev.kopi.core.chain.spec.Rules;
import dev.kopi.core.chain.transaction.Transaction;
import dev.kopi.core.chain.transaction.TransactionEnvelope;
import dev.kopi.core.crypto.Crypto;
import dev.kopi.core.evm.Cancellation;
import dev.kopi.core.evm.CancelledException;
import dev.kopi.core.evm.CodeCache;
import dev.kopi.core.evm.Evm;
import dev.kopi.core.evm.LocalCodeCache;
import dev.kopi.core.evm.Tracer;
import dev.kopi.core.evm.call.CallOutcome;
import dev.kopi.core.evm.call.ContractAddress;
import dev.kopi.core.evm.context.BlockContext;
import dev.kopi.core.evm.context.TransactionContext;
import dev.kopi.core.evm.precompile.PrecompileSet;
import dev.kopi.core.evm.precompile.Precompiles;
import dev.kopi.core.execution.fee.RollupFees;
import dev.kopi.core.execution.transaction.TransactionOutcome.Executed;
import dev.kopi.core.execution.transaction.TransactionOutcome.Rejected;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.core.state.JournaledAccount;
import dev.kopi.core.state.WorldState;
import org.jspecify.annotations.Nullable;

/**
 * Executes the transactions of one block, one after another, on its world state. Not thread-safe.
 *
 * <p>A transaction has four phases, each in a class of its own: {@link TransactionValidation}
 * checks it, {@link Preparation} warms accounts and applies authorizations, {@link Evm} runs it,
 * and {@link Settlement} pays the fees. Deposits are executed by {@link DepositExecution}.
 */
public final class TransactionProcessor {
  /** The sender of system calls (EIP-4788). */
  private static final Address SYSTEM =
      Address.fromHex("0xfffffffffffffffffffffffffffffffffffffffe");

  private static final long SYSTEM_CALL_GAS = 30_000_000;
  private static final long CODE_CACHE_BYTES = 64 << 20;

  private final BlockContext block;
  private final Rules rules;
  private final WorldState world;
  private final Evm evm;
  private final @Nullable Tracer tracer;
  private final TransactionValidation validation;
  private final Preparation preparation;
  private final Settlement settlement;
  private final DepositExecution deposits;

  /** The rollup fees; read at the first user transaction, after the deposits. */
  private @Nullable RollupFees rollupFees;

  /** For the transactions of one block. */
  public TransactionProcessor(BlockContext block, WorldState world, Crypto crypto) {
    this(block, world, crypto, new LocalCodeCache(CODE_CACHE_BYTES), null);
  }

  /**
   * For the transactions of one block.
   *
   * @param codes caches analysed code; may outlive the block
   * @param tracer observes execution, or null
   */
  public TransactionProcessor(
      BlockContext block,
      WorldState world,
      Crypto crypto,
      CodeCache codes,
      @Nullable Tracer tracer) {
    this(block, world, crypto, codes, tracer, Precompiles.of(block.rules(), crypto));
  }

  /**
   * For the transactions of one block, with an explicit set of precompiles.
   *
   * @param precompiles those of the block
   */
  public TransactionProcessor(
      BlockContext block,
      WorldState world,
      Crypto crypto,
      CodeCache codes,
      @Nullable Tracer tracer,
      PrecompileSet precompiles) {
    this.block = block;
    this.rules = block.rules();
    this.world = world;
    this.tracer = tracer;
    this.evm = new Evm(block, world, precompiles, codes, tracer);
    this.validation = new TransactionValidation(block, world);
    this.preparation = new Preparation(block, world, precompiles, crypto.secp256k1());
    this.settlement = new Settlement(block, world);
    this.deposits = new DepositExecution(this, rules, world);
  }

  /** Sets what can stop the next transactions and calls. */
  public void cancelBy(Cancellation cancellation) {
    evm.cancelBy(cancellation);
  }

  /**
   * Executes a transaction. A rejected or cancelled one leaves the state unchanged.
   *
   * @param envelope the transaction
   * @param sender who signed it, or a deposit's sender
   * @param gasLeftInBlock the block's gas limit less the gas used by the transactions before
   * @throws CancelledException when it was cancelled
   */
  public TransactionOutcome execute(
      TransactionEnvelope envelope, Address sender, long gasLeftInBlock) {
    Transaction transaction = envelope.transaction();
    TransactionOutcome outcome;
    try {
      outcome =
          transaction instanceof Transaction.Deposit deposit
              ? deposits.execute(deposit, gasLeftInBlock)
              : executeSigned(transaction, envelope, sender, gasLeftInBlock);
    } catch (CancelledException e) {
      world.dropTransaction();
      throw e;
    }
    if (outcome instanceof Executed) {
      world.endTransaction(rules.has(Fork.SPURIOUS_DRAGON));
    }
    return outcome;
  }

  /**
   * Executes a message for {@code eth_call} and gas estimation: as a transaction, but without
   * checks of the sender's nonce and code, of gas caps and of a zero fee, and without rollup fees.
   */
  public TransactionOutcome simulate(Transaction transaction, Address sender) {
    return simulate(transaction, sender, false);
  }

  /**
   * Executes an unsigned message without rollup fees; the sender's code and the gas cap are not
   * checked.
   *
   * @param validated whether nonce and fees are checked as for a transaction; if not, fees are
   *     checked only when the message offers some
   */
  public TransactionOutcome simulate(Transaction transaction, Address sender, boolean validated) {
    InvalidTransaction invalid = validation.validateSimulated(transaction, sender, validated);
    if (invalid != null) {
      return new Rejected(invalid);
    }
    boolean free = !validated && transaction.maxFeePerGas().isZero();
    UInt256 gasPrice = free ? UInt256.ZERO : gasPrice(transaction);
    buyGas(transaction, sender, gasPrice, UInt256.ZERO);
    Run run = run(transaction, sender, gasPrice);
    if (!free) {
      settlement.settle(transaction, sender, gasPrice, run.gas().used());
      if (rules.isOptimism()) {
        settlement.settleSimulatedRollup(run.gas().used());
      }
    }
    Executed executed = executed(run, UInt256.ZERO, UInt256.ZERO);
    world.endTransaction(rules.has(Fork.SPURIOUS_DRAGON));
    return executed;
  }

  /**
   * Runs a system call: from the system address, with 30,000,000 gas that is not charged. Does
   * nothing when the address has no code.
   *
   * @see <a href="https://eips.ethereum.org/EIPS/eip-4788">EIP-4788</a>
   */
  public CallOutcome systemCall(Address contract, Bytes input) {
    evm.begin(Evm.NO_TRANSACTION);
    world.warm(world.account(contract));
    CallOutcome outcome = evm.call(SYSTEM, contract, UInt256.ZERO, input, SYSTEM_CALL_GAS);
    world.endTransaction(rules.has(Fork.SPURIOUS_DRAGON));
    return outcome;
  }

  private TransactionOutcome executeSigned(
      Transaction transaction, TransactionEnvelope envelope, Address sender, long gasLeftInBlock) {
    RollupFees fees = rules.isOptimism() ? rollupFees() : null;
    UInt256 l1Fee = fees == null ? UInt256.ZERO : fees.l1Fee(envelope);
    UInt256 beside =
        fees == null ? UInt256.ZERO : Wei.add(l1Fee, fees.operatorFee(transaction.gasLimit()));
    InvalidTransaction invalid = validation.validate(transaction, sender, gasLeftInBlock, beside);
    if (invalid != null) {
      return new Rejected(invalid);
    }
    UInt256 gasPrice = gasPrice(transaction);
    buyGas(transaction, sender, gasPrice, beside);
    Run run = run(transaction, sender, gasPrice);
    settlement.settle(transaction, sender, gasPrice, run.gas().used());
    UInt256 operatorFee = UInt256.ZERO;
    if (fees != null) {
      operatorFee = settlement.settleRollup(transaction, sender, fees, l1Fee, run.gas().used());
    }
    return executed(run, l1Fee, operatorFee);
  }

  private RollupFees rollupFees() {
    RollupFees known = rollupFees;
    if (known == null) {
      known = RollupFees.read(world, rules);
      rollupFees = known;
    }
    return known;
  }

  /** The effective gas price (EIP-1559). */
  private UInt256 gasPrice(Transaction transaction) {
    UInt256 most = transaction.maxFeePerGas();
    UInt256 wished = Wei.add(block.baseFee(), transaction.maxPriorityFeePerGas());
    return wished.compareTo(most) < 0 ? wished : most;
  }

  private void buyGas(
      Transaction transaction, Address sender, UInt256 gasPrice, UInt256 rollupFees) {
    long blobGas = BlobParams.GAS_PER_BLOB * transaction.blobHashes().size();
    UInt256 cost = Wei.times(transaction.gasLimit(), gasPrice);
    cost = Wei.add(cost, Wei.times(blobGas, block.blobBaseFee()));
    cost = Wei.add(cost, rollupFees);
    world.subtractBalance(world.account(sender), cost);
  }

  /** The outcome of running a transaction, and the gas it is charged for. */
  record Run(CallOutcome outcome, Settlement.GasUsed gas, @Nullable Address created) {}

  /** Increments the nonce and runs the transaction; the gas has been bought. */
  Run run(Transaction transaction, Address sender, UInt256 gasPrice) {
    evm.begin(new TransactionContext(sender, gasPrice, transaction.blobHashes()));
    preparation.warm(transaction, sender);
    JournaledAccount account = world.account(sender);
    long nonce = world.nonce(account);
    world.setNonce(account, nonce + 1);
    long gas = transaction.gasLimit() - IntrinsicGas.of(transaction, rules.fork());
    Address to = transaction.to();
    UInt256 value = transaction.value();
    if (to == null) {
      Address created = ContractAddress.create(sender, nonce);
      CallOutcome outcome = evm.create(sender, created, value, transaction.data(), gas);
      return new Run(outcome, settlement.gasUsed(transaction, outcome, 0), created);
    }
    long refund = preparation.authorize(transaction);
    if (tracer != null && !transaction.authorizations().isEmpty()) {
      tracer.authorized(refund);
    }
    CallOutcome outcome = evm.call(sender, to, value, transaction.data(), gas);
    return new Run(outcome, settlement.gasUsed(transaction, outcome, refund), null);
  }

  private Executed executed(Run run, UInt256 l1Fee, UInt256 operatorFee) {
    CallOutcome outcome = run.outcome();
    return new Executed(
        outcome.success(),
        outcome.halt(),
        run.gas().used(),
        run.gas().refunded(),
        outcome.output(),
        world.logs(),
        run.created(),
        null,
        null,
        l1Fee,
        operatorFee);
  }
}
