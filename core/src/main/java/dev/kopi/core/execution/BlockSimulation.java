package dev.kopi.core.execution;

import dev.kopi.core.chain.BlobParams;
import dev.kopi.core.chain.Block;
import dev.kopi.core.chain.ChainSpec;
import dev.kopi.core.chain.Fork;
import dev.kopi.core.chain.Header;
import dev.kopi.core.chain.HeaderBuilder;
import dev.kopi.core.chain.OpFork;
import dev.kopi.core.chain.Receipt;
import dev.kopi.core.chain.Rules;
import dev.kopi.core.chain.Transaction;
import dev.kopi.core.chain.TransactionEnvelope;
import dev.kopi.core.chain.Withdrawal;
import dev.kopi.core.evm.BlockContext;
import dev.kopi.core.evm.precompile.PrecompileSet;
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
 * A block that nobody proposed: messages without signatures, under a header and on a state that a
 * caller made up. What the protocol does before and after the transactions happens as in any block.
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
   * The state that all the blocks of a simulation build on.
   *
   * @param view the state itself
   * @param nodes its trie nodes
   * @param header the header of the block that it follows
   * @param attributes the L1 attributes of that block, which price data on the OP Stack from Jovian
   *     on; null where there are none
   */
  public record Base(
      StateView view, NodeReader nodes, Header header, @Nullable TransactionEnvelope attributes) {}

  /**
   * A block on the state as it is now.
   *
   * @param header the block's header as far as it is known before execution
   * @param context the block as its transactions see it
   * @param world the state; goes on to the next block
   * @param precompiles the block's, as far as the caller did not move them
   * @param validated whether nonces and fees are judged as in a real block
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

  /** The gas that the block has left. */
  public long gasLeft() {
    return header.gasLimit() - gasUsed;
  }

  /**
   * Executes the next message. A rejected one leaves no trace.
   *
   * @param transaction what is executed
   * @param recorded the transaction that the block is to hold for it
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
   * Ends the block and puts it together.
   *
   * @return the block, or why the protocol's own calls failed
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
    /** The block as it would be. */
    record Done(Block block) implements Result {}

    /** The protocol's own calls at the end of the block failed. */
    record Failed(InvalidBlock reason) implements Result {}
  }
}
