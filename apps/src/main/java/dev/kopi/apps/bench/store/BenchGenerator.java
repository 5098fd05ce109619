package dev.kopi.apps.bench.store;

import dev.kopi.adapters.json.Json;
import dev.kopi.adapters.json.genesis.GenesisJson;
import dev.kopi.adapters.store.ChainStores;
import dev.kopi.adapters.store.StoreOptions;
import dev.kopi.core.chain.block.Header;
import dev.kopi.core.chain.block.HeaderBuilder;
import dev.kopi.core.chain.spec.ChainSpec;
import dev.kopi.core.chain.transaction.TransactionEnvelope;
import dev.kopi.core.crypto.Crypto;
import dev.kopi.core.execution.ExecutionResources;
import dev.kopi.core.execution.block.AncestorHashes;
import dev.kopi.core.execution.block.BlockExecution;
import dev.kopi.core.execution.block.BlockOutcome;
import dev.kopi.core.execution.block.BlockSealer;
import dev.kopi.core.execution.block.Genesis;
import dev.kopi.core.execution.fee.BaseFee;
import dev.kopi.core.execution.transaction.TransactionOutcome;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.core.state.StateView;
import dev.kopi.core.store.ChainHeads;
import dev.kopi.core.store.ChainStore;
import dev.kopi.core.store.ExecutedBlock;
import dev.kopi.core.trie.StateTrie;
import dev.kopi.core.trie.Tasks;
import dev.kopi.core.trie.TrieUpdate;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Makes a chain for benchmarks: {@code genesis.json} and {@code chain.rlp}, which Kopi and
 * go-ethereum import. The blocks are built by execution, into a store of its own beside the files.
 */
public final class BenchGenerator {
  private static final long SECONDS_PER_BLOCK = 12;
  private static final Address BENEFICIARY = Address.fromHex("0x" + "be".repeat(20));

  private final BenchPlan plan;
  private final Crypto crypto;
  private final Tasks tasks;
  private final ExecutionResources resources;

  /** What was made. */
  public record Made(long blocks, long transactions, long gas, long fillBlocks, Hash head) {}

  /**
   * A generator.
   *
   * @param tasks computes roots
   */
  public BenchGenerator(BenchPlan plan, Crypto crypto, Tasks tasks) {
    this.plan = plan;
    this.crypto = crypto;
    this.tasks = tasks;
    this.resources = ExecutionResources.of(crypto);
  }

  /**
   * Writes the files.
   *
   * @param directory where; {@code state} in it is left behind as the store of the chain
   * @param progress receives a line for each hundred blocks
   */
  public Made write(Path directory, Consumer<String> progress) throws IOException {
    Files.createDirectories(directory);
    byte[] json = Json.write(BenchGenesis.json(plan, crypto.secp256k1()));
    Files.write(directory.resolve("genesis.json"), json);
    Genesis genesis = GenesisJson.read(Json.parse(json));
    StoreOptions options = StoreOptions.DEFAULT.withHistory(1, 0).withJournal(false);
    try (ChainStore store =
            ChainStores.onDisk(directory.resolve("state"), options, genesis.execute());
        OutputStream out =
            new BufferedOutputStream(
                Files.newOutputStream(directory.resolve("chain.rlp")), 1 << 20)) {
      return write(genesis.spec(), store, out, progress);
    }
  }

  private Made write(ChainSpec spec, ChainStore store, OutputStream out, Consumer<String> progress)
      throws IOException {
    BenchWorkload workload = new BenchWorkload(plan, crypto.secp256k1());
    Header parent = header(store);
    long gas = 0;
    long fillGas = 0;
    long fillBlocks = 0;
    long transactions = 0;
    while (!workload.isFilled() || gas - fillGas < plan.mixedGas()) {
      boolean filling = !workload.isFilled();
      ExecutedBlock made = build(spec, store, parent, workload);
      store.add(made);
      store.setHeads(new ChainHeads(made.block().hash(), Hash.ZERO, Hash.ZERO));
      out.write(made.block().encode().unsafeArray());
      parent = made.block().header();
      transactions += made.block().transactions().size();
      gas += parent.gasUsed();
      if (filling) {
        fillGas = gas;
        fillBlocks = parent.number();
      }
      if (parent.number() % 100 == 0) {
        progress.accept(
            "block "
                + parent.number()
                + ": "
                + gas / 1_000_000
                + " Mgas, "
                + transactions
                + " transactions");
      }
    }
    return new Made(parent.number(), transactions, gas, fillBlocks, parent.hash());
  }

  private static Header header(ChainStore store) {
    Header header = store.header(store.heads().head());
    if (header == null || header.number() != 0) {
      throw new IllegalStateException("the directory holds a chain already");
    }
    return header;
  }

  private ExecutedBlock build(
      ChainSpec spec, ChainStore store, Header parent, BenchWorkload workload) {
    Header draft = draft(spec, parent);
    Hash parentHash = parent.hash();
    StateView state = store.state(parentHash);
    BlockExecution execution =
        BlockExecution.begin(
            spec,
            draft,
            parent,
            state,
            new AncestorHashes(parentHash, parent.number(), store::header),
            resources,
            null);
    List<TransactionEnvelope> included = new ArrayList<>();
    boolean filling = !workload.isFilled();
    // Blocks stay below the target, so that the base fee does not rise.
    long last = plan.blockGas() - (filling ? workload.mostFillGas() : BenchWorkload.MOST_MIXED_GAS);
    while (execution.gasUsed() <= last && filling == !workload.isFilled()) {
      BenchWorkload.Sent sent = workload.next();
      TransactionOutcome outcome = execution.apply(sent.envelope(), sent.sender());
      if (!(outcome instanceof TransactionOutcome.Executed done) || !done.success()) {
        throw new IllegalStateException("a transaction fails: " + outcome);
      }
      included.add(sent.envelope());
    }
    if (!(execution.finish(List.of(), List.of()) instanceof BlockOutcome.Completed outcome)) {
      throw new IllegalStateException("the block cannot be finished");
    }
    TrieUpdate trie =
        StateTrie.apply(store.trieNodes(parentHash), parent.stateRoot(), outcome.diff(), tasks);
    return BlockSealer.seal(
        execution.rules(),
        draft,
        included,
        List.of(),
        outcome,
        state,
        trie,
        resources.crypto().sha256());
  }

  private static Header draft(ChainSpec spec, Header parent) {
    long time = parent.timestampSeconds() + SECONDS_PER_BLOCK;
    return new HeaderBuilder()
        .parentHash(parent.hash())
        .number(parent.number() + 1)
        .timestampSeconds(time)
        .beneficiary(BENEFICIARY)
        .gasLimit(parent.gasLimit())
        .baseFeePerGas(BaseFee.next(spec, parent, time))
        .mixHash(UInt256.of(parent.number()).toHash())
        .excessBlobGas(0L)
        .parentBeaconBlockRoot(Hash.ZERO)
        .build();
  }
}
