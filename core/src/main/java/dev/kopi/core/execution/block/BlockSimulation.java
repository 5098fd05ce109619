package dev.kopi.core.execution.block;

import dev.kopi.core.chain.block.Block;
import dev.kopi.core.chain.block.Header;
import dev.kopi.core.chain.block.HeaderBuilder;
import dev.kopi.core.chain.block.Withdrawal;
import dev.kopi.core.chain.receipt.Receipt;
import dev.kopi.core.chain.spec.BlobParams;
import dev.kopi.core.chain.spec.ChainSpec;
import dev.kopi.core.chain.spec.Fork;
import dev.kopi.core.chain.spec.OpFork;
import dev.kopi.core.chain.spec.Rules;
import dev.kopi.core.chain.transaction.Transaction;
import dev.kopi.core.chain.transaction.TransactionEnvelope;
import dev.kopi.core.evm.Cancellation;
import dev.kopi.core.evm.context.BlockContext;
import dev.kopi.core.evm.precompile.PrecompileSet;
import dev.kopi.core.execution.ExecutionResources;
import dev.kopi.core.execution.SystemContracts;
import dev.kopi.core.execution.fee.DaFootprint;
import dev.kopi.core.execution.transaction.InvalidTransaction;
import dev.kopi.core.execution.transaction.TransactionOutcome;
import dev.kopi.core.execution.transaction.TransactionProcessor;
import dev.kopi.core.execution.validation.BodyRules;
import dev.kopi.core.execution.validation.InvalidBlock;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.core.state.StateView;
import dev.kopi.core.state.WorldState;
import dev.kopi.core.trie.NodeReader;
import dev.kopi.core.trie.StateTrie;
import dev.kopi.core.trie.TrieUpdate;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A simulated block: unsigned messages, executed under a header and on a state that the caller
 * chooses. System calls before and after the transactions run as in any block.
 *
 * @see <a
 *     href="https://github.com/ethereum/execution-apis/blob/main/src/eth/execute.yaml">eth_simulateV1</a>
 */
public final class BlockSimulation {
  private final ChainSpec spec;
  private final Rules rules;
  private final Header header;
  private final WorldState world;
  private final ExecutionResources resources;
  private final TransactionProcessor processor;
  private final boolean validated;
  private final List<TransactionEnvelope> transactions = new ArrayList<>();
  private final List<TransactionOutcome.Executed> executed = new ArrayList<>();
  private final List<Receipt> receipts = new ArrayList<>();
  private long gasUsed;
  private long blobGasUsed;

  /**
   * The state on which the first block of a simulation builds.
   *
   * @param view the state itself
   * @param nodes its trie nodes
   * @param header the header of the block with this state
   * @param attributes the L1 attributes deposit of that block, whose DA footprint scalar applies
   *     from Jovian on; null on chains without one
   */
  public record Base(
      StateView view, NodeReader nodes, Header header, @Nullable TransactionEnvelope attributes) {}

  /**
   * A block on the current state.
   *
   * @param header the block's header as far as it is known before execution
   * @param context the block as its transactions see it
   * @param world the state; shared with the next block of the simulation
   * @param precompiles the block's precompiles, without those that the caller moved
   * @param validated whether nonces and fees are validated as in a real block
   */
  public BlockSimulation(
      ChainSpec spec,
      Header header,
      BlockContext context,
      WorldState world,
      PrecompileSet precompiles,
      ExecutionResources resources,
      boolean validated) {
    this.spec = spec;
    this.rules = context.rules();
    this.header = header;
    this.world = world;
    this.resources = resources;
    this.validated = validated;
    this.processor =
        new TransactionProcessor(
            context, world, resources.crypto(), resources.codes(), resources.tracer(), precompiles);
    if (rules.has(Fork.CANCUN) && header.parentBeaconBlockRoot() != null) {
      processor.systemCall(SystemContracts.BEACON_ROOTS, header.parentBeaconBlockRoot().toBytes());
    }
    if (rules.has(Fork.PRAGUE)) {
      processor.systemCall(SystemContracts.HISTORY, header.parentHash().toBytes());
    }
  }

  /** Sets what can stop the next messages. */
  public void cancelBy(Cancellation cancellation) {
    processor.cancelBy(cancellation);
  }

  /** The gas left in the block. */
  public long gasLeft() {
    return header.gasLimit() - gasUsed;
  }

  /**
   * Executes the next message. A rejected one leaves the state unchanged.
   *
   * @param transaction what is executed
   * @param recorded the transaction that stands for it in the block
   */
  public TransactionOutcome apply(
      Transaction transaction, TransactionEnvelope recorded, Address sender) {
    if (Long.compareUnsigned(transaction.gasLimit(), gasLeft()) > 0) {
      return new TransactionOutcome.Rejected(InvalidTransaction.GAS_LIMIT_EXCEEDS_BLOCK);
    }
    TransactionOutcome outcome = processor.simulate(transaction, sender, validated);
    if (outcome instanceof TransactionOutcome.Executed done) {
      gasUsed += done.gasUsed();
      blobGasUsed += BlobParams.GAS_PER_BLOB * transaction.blobHashes().size();
      transactions.add(recorded);
      executed.add(done);
      receipts.add(
          new Receipt(
              recorded.transaction().type(),
              null,
              done.success(),
              gasUsed,
              done.logs(),
              null,
              null));
    }
    return outcome;
  }

  /**
   * Ends and seals the block.
   *
   * @return the block, or why a system call failed
   */
  public Result finish(List<Withdrawal> withdrawals, Base base) {
    BlockEnd end = new BlockEnd(spec, rules, world, processor);
    UInt256 reward = header.difficulty().isZero() ? null : BlockRewards.base(rules);
    List<Bytes> requests = end.newRequests();
    InvalidBlock failed = end.finish(header, withdrawals, List.of(), reward, receipts, requests);
    if (failed != null) {
      return new Result.Failed(failed);
    }
    BlockOutcome.Completed outcome =
        new BlockOutcome.Completed(
            executed, receipts, gasUsed, blobGasUsed(base), requests, world.diff());
    TrieUpdate trie = StateTrie.apply(base.nodes(), base.header().stateRoot(), outcome.diff());
    HeaderBuilder sealed =
        BlockSealer.executed(rules, header, outcome, base.view(), trie, resources.crypto().sha256())
            .transactionsRoot(BodyRules.transactionsRoot(transactions));
    boolean withdraws = rules.has(Fork.SHANGHAI);
    if (withdraws && !rules.has(OpFork.ISTHMUS)) {
      sealed.withdrawalsRoot(BodyRules.withdrawalsRoot(withdrawals));
    }
    return new Result.Done(
        new Block(sealed.build(), transactions, List.of(), withdraws ? withdrawals : null));
  }

  private long blobGasUsed(Base base) {
    TransactionEnvelope attributes = base.attributes();
    if (rules.has(OpFork.JOVIAN)
        && attributes != null
        && DaFootprint.scalar(attributes) instanceof DaFootprint.Scalar.Known known) {
      return transactions.stream().mapToLong(one -> DaFootprint.of(one, known.gasPerByte())).sum();
    }
    return blobGasUsed;
  }

  /** How a simulated block ended. */
  public sealed interface Result {
    /** The sealed block. */
    record Done(Block block) implements Result {}

    /** A system call at the end of the block failed. */
    record Failed(InvalidBlock reason) implements Result {}
  }
}
