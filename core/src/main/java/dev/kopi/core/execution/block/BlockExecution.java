package dev.kopi.core.execution.block;

import dev.kopi.core.chain.block.Header;
import dev.kopi.core.chain.block.Withdrawal;
import dev.kopi.core.chain.receipt.Receipt;
import dev.kopi.core.chain.spec.BlobParams;
import dev.kopi.core.chain.spec.ChainSpec;
import dev.kopi.core.chain.spec.Fork;
import dev.kopi.core.chain.spec.OpFork;
import dev.kopi.core.chain.spec.OpSpec;
import dev.kopi.core.chain.spec.Rules;
import dev.kopi.core.chain.transaction.Transaction;
import dev.kopi.core.chain.transaction.TransactionEnvelope;
import dev.kopi.core.evm.Cancellation;
import dev.kopi.core.evm.context.BlockContext;
import dev.kopi.core.evm.context.BlockHashes;
import dev.kopi.core.execution.ExecutionResources;
import dev.kopi.core.execution.Predeploys;
import dev.kopi.core.execution.SystemContracts;
import dev.kopi.core.execution.fee.BlobGas;
import dev.kopi.core.execution.fee.DaFootprint;
import dev.kopi.core.execution.transaction.InvalidTransaction;
import dev.kopi.core.execution.transaction.TransactionOutcome;
import dev.kopi.core.execution.transaction.TransactionProcessor;
import dev.kopi.core.execution.validation.DaoFork;
import dev.kopi.core.execution.validation.InvalidBlock;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.core.state.StateDiff;
import dev.kopi.core.state.StateView;
import dev.kopi.core.state.WorldState;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Executes one block: system calls before the transactions, the transactions one by one, system
 * calls and payments after them. A validator applies the transactions of a block; a builder tries
 * transactions and keeps those that execute. Not thread-safe.
 */
public final class BlockExecution {
  private final ChainSpec spec;
  private final Rules rules;
  private final Header header;
  private final WorldState world;
  private final TransactionProcessor processor;
  private final @Nullable Function<StateDiff, Hash> stateRoots;
  private final List<TransactionOutcome.Executed> executed = new ArrayList<>();
  private final List<Receipt> receipts = new ArrayList<>();
  private long gasUsed;
  private long blobGasUsed;
  private DaFootprint.@Nullable Scalar footprintScalar;
  private boolean userInActivationBlock;

  private BlockExecution(
      ChainSpec spec,
      Header header,
      StateView state,
      BlockHashes blockHashes,
      ExecutionResources resources,
      @Nullable Function<StateDiff, Hash> stateRoots) {
    this.spec = spec;
    this.rules = spec.rules(header);
    this.header = header;
    this.stateRoots = rules.has(Fork.BYZANTIUM) ? null : stateRoots;
    world = new WorldState(state, resources.tableSeed());
    BlockContext context = context(rules, header, blockHashes);
    processor =
        new TransactionProcessor(
            context, world, resources.crypto(), resources.codes(), resources.tracer());
  }

  /**
   * Begins a block and runs the system calls before its transactions.
   *
   * @param header the block's header as far as it is known before execution: all but roots, bloom,
   *     hashes and gas used
   * @param parent the parent's header
   * @param state the state after the parent
   * @param stateRoots computes the state root after a diff; needed only before Byzantium, whose
   *     receipts hold it
   */
  public static BlockExecution begin(
      ChainSpec spec,
      Header header,
      Header parent,
      StateView state,
      BlockHashes blockHashes,
      ExecutionResources resources,
      @Nullable Function<StateDiff, Hash> stateRoots) {
    BlockExecution execution =
        new BlockExecution(spec, header, state, blockHashes, resources, stateRoots);
    execution.beforeTransactions(parent);
    return execution;
  }

  /** The block context that its transactions see. */
  public static BlockContext context(Rules rules, Header header, BlockHashes blockHashes) {
    UInt256 baseFee = header.baseFeePerGas();
    return new BlockContext(
        rules,
        header.number(),
        header.timestampSeconds(),
        header.beneficiary(),
        header.gasLimit(),
        baseFee == null ? UInt256.ZERO : baseFee,
        header.difficulty().isZero() ? header.mixHash() : Hash.ZERO,
        header.difficulty(),
        BlobGas.baseFee(rules, header),
        blockHashes);
  }

  private void beforeTransactions(Header parent) {
    Long dao = spec.daoForkBlock();
    if (dao != null && dao == header.number()) {
      DaoFork.apply(world);
      world.endTransaction(rules.has(Fork.SPURIOUS_DRAGON));
    }
    OpSpec op = spec.op();
    if (op != null
        && op.isActive(OpFork.CANYON, header.timestampSeconds())
        && !op.isActive(OpFork.CANYON, parent.timestampSeconds())) {
      // "the create2Deployer contract is deployed … as an irregular state transition" (Canyon).
      world.setCode(world.account(Predeploys.CREATE2_DEPLOYER), Create2Deployer.CODE);
      world.endTransaction(true);
    }
    Hash beaconRoot = header.parentBeaconBlockRoot();
    if (rules.has(Fork.CANCUN) && beaconRoot != null) {
      processor.systemCall(SystemContracts.BEACON_ROOTS, beaconRoot.toBytes());
    }
    if (rules.has(Fork.PRAGUE)) {
      processor.systemCall(SystemContracts.HISTORY, header.parentHash().toBytes());
    }
  }

  /** The rules of the block. */
  public Rules rules() {
    return rules;
  }

  /** The gas used by the transactions so far. */
  public long gasUsed() {
    return gasUsed;
  }

  /** The blob gas used so far, or the DA footprint on the OP Stack from Jovian on. */
  public long blobGasUsed() {
    return blobGasUsed;
  }

  /** The current state, to read between transactions. */
  public WorldState world() {
    return world;
  }

  /** Sets what can stop the next transactions, and the system calls after them. */
  public void cancelBy(Cancellation cancellation) {
    processor.cancelBy(cancellation);
  }

  /**
   * Executes the next transaction. A rejected or cancelled one leaves the state unchanged.
   *
   * @throws dev.kopi.core.evm.CancelledException when it was cancelled
   */
  public TransactionOutcome apply(TransactionEnvelope transaction, Address sender) {
    InvalidTransaction crowded = fits(transaction);
    if (crowded != null) {
      return new TransactionOutcome.Rejected(crowded);
    }
    TransactionOutcome outcome =
        processor.execute(transaction, sender, header.gasLimit() - gasUsed);
    if (outcome instanceof TransactionOutcome.Executed done) {
      include(transaction, done);
    }
    return outcome;
  }

  private @Nullable InvalidTransaction fits(TransactionEnvelope transaction) {
    long more = blockBlobGas(transaction);
    if (rules.has(OpFork.JOVIAN)) {
      return more > header.gasLimit() - blobGasUsed
          ? InvalidTransaction.DA_FOOTPRINT_EXCEEDS_BLOCK
          : null;
    }
    BlobParams params = rules.blobs();
    boolean full =
        more > 0 && params != null && more > params.max() * BlobParams.GAS_PER_BLOB - blobGasUsed;
    return full ? InvalidTransaction.BLOBS_EXCEED_BLOCK : null;
  }

  /** What the transaction adds to the header's blob gas. */
  private long blockBlobGas(TransactionEnvelope transaction) {
    if (rules.isOptimism()) {
      return footprintScalar instanceof DaFootprint.Scalar.Known known
          ? DaFootprint.of(transaction, known.gasPerByte())
          : 0;
    }
    return transaction.transaction().blobHashes().size() * BlobParams.GAS_PER_BLOB;
  }

  private void include(TransactionEnvelope transaction, TransactionOutcome.Executed done) {
    if (executed.isEmpty() && rules.has(OpFork.JOVIAN)) {
      footprintScalar = DaFootprint.scalar(transaction);
    }
    gasUsed += done.gasUsed();
    blobGasUsed += blockBlobGas(transaction);
    executed.add(done);
    Function<StateDiff, Hash> roots = stateRoots;
    receipts.add(
        new Receipt(
            transaction.transaction().type(),
            roots == null ? null : roots.apply(world.diff()),
            done.success(),
            gasUsed,
            done.logs(),
            done.depositNonce(),
            done.depositReceiptVersion()));
    if (footprintScalar instanceof DaFootprint.Scalar.Activation
        && !(transaction.transaction() instanceof Transaction.Deposit)) {
      userInActivationBlock = true;
    }
  }

  /**
   * Ends the block: withdrawals, rewards and requests.
   *
   * @param withdrawals from the consensus layer; empty before Shanghai and on the OP Stack
   * @param uncles of the proof-of-work era
   */
  public BlockOutcome finish(List<Withdrawal> withdrawals, List<Header> uncles) {
    boolean rewarded = !header.difficulty().isZero();
    return finish(withdrawals, uncles, rewarded ? BlockRewards.base(rules) : null);
  }

  /**
   * As {@link #finish(List, List)}, with an explicit block reward.
   *
   * @param reward wei for the block's beneficiary, before what uncles add; null for none
   */
  public BlockOutcome finish(
      List<Withdrawal> withdrawals, List<Header> uncles, @Nullable UInt256 reward) {
    if (rules.has(OpFork.JOVIAN)) {
      if (footprintScalar == null || footprintScalar instanceof DaFootprint.Scalar.Missing) {
        return new BlockOutcome.Failed(InvalidBlock.L1_ATTRIBUTES_MISSING);
      }
      if (userInActivationBlock) {
        return new BlockOutcome.Failed(InvalidBlock.TRANSACTION_IN_ACTIVATION_BLOCK);
      }
    }
    BlockEnd end = new BlockEnd(spec, rules, world, processor);
    List<Bytes> requests = end.newRequests();
    InvalidBlock failed = end.finish(header, withdrawals, uncles, reward, receipts, requests);
    if (failed != null) {
      return new BlockOutcome.Failed(failed);
    }
    return new BlockOutcome.Completed(
        executed, receipts, gasUsed, blobGasUsed, requests, world.diff());
  }
}
