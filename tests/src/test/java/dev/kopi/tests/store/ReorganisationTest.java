package dev.kopi.tests.store;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kopi.adapters.store.ChainStores;
import dev.kopi.adapters.store.StoreOptions;
import dev.kopi.adapters.store.tools.StoreTools;
import dev.kopi.core.chain.block.Block;
import dev.kopi.core.chain.block.Header;
import dev.kopi.core.chain.block.HeaderBuilder;
import dev.kopi.core.chain.receipt.Log;
import dev.kopi.core.chain.spec.ChainSpec;
import dev.kopi.core.chain.transaction.TransactionEnvelope;
import dev.kopi.core.execution.ExecutionResources;
import dev.kopi.core.execution.block.AncestorHashes;
import dev.kopi.core.execution.block.BlockExecution;
import dev.kopi.core.execution.block.BlockExecutor;
import dev.kopi.core.execution.block.BlockOutcome;
import dev.kopi.core.execution.block.BlockResult;
import dev.kopi.core.execution.block.BlockSealer;
import dev.kopi.core.execution.fee.BaseFee;
import dev.kopi.core.execution.transaction.SenderRecovery;
import dev.kopi.core.execution.transaction.TransactionOutcome;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.core.state.StateDiff;
import dev.kopi.core.store.ChainHeads;
import dev.kopi.core.store.ChainStore;
import dev.kopi.core.store.ExecutedBlock;
import dev.kopi.core.store.LogPattern;
import dev.kopi.core.store.TransactionLocation;
import dev.kopi.core.trie.Preimages;
import dev.kopi.core.trie.Proof;
import dev.kopi.core.trie.StateTrie;
import dev.kopi.core.trie.Tasks;
import dev.kopi.core.trie.TrieStateView;
import dev.kopi.core.trie.TrieUpdate;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The newest 128 blocks are replaced by others, and those by others again: afterwards state,
 * history and indexes are those of the chain that stands.
 */
final class ReorganisationTest {
  private static final int DEPTH = 128;

  @TempDir Path directory;

  private final ExecutionResources resources = ExecutionResources.of(GeneratedChain.CRYPTO);
  private final Preimages preimages = new Preimages();
  private final Map<Hash, Header> headers = new HashMap<>();
  private final List<Address> accounts = new ArrayList<>();
  private final Map<Address, UInt256> slots = new HashMap<>();

  /** Once with all that leaves in memory, once with most of it in the database already. */
  @ParameterizedTest
  @ValueSource(longs = {384L << 20, 1L << 20})
  void leavesStateHistoryAndIndexesOfTheChainThatStands(long layerBytes) throws Exception {
    GeneratedChain chain = GeneratedChain.write(directory.resolve("chain"), 31, 220);
    ChainSpec spec = chain.genesis.spec();
    StoreOptions options = StoreOptions.DEFAULT.withLayers(DEPTH, 16).withLayerBytes(layerBytes);
    Path data = directory.resolve("store");
    try (ChainStore store = ChainStores.onDisk(data, options, chain.genesis.execute())) {
      note(chain.genesis.execute());
      List<ExecutedBlock> first = execute(chain);
      for (ExecutedBlock block : first) {
        add(store, block);
      }
      List<ExecutedBlock> stem = first.subList(0, first.size() - DEPTH);
      check(store, first, List.of());

      List<ExecutedBlock> second = branch(spec, stem, first, 1, a -> a.low() % 2 == 0);
      second.subList(stem.size(), second.size()).forEach(store::add);
      head(store, second);
      check(store, second, first);

      List<ExecutedBlock> third = branch(spec, stem, first, 2, a -> a.low() % 3 == 0);
      third.subList(stem.size(), third.size()).forEach(store::add);
      head(store, third);
      check(store, third, first);
      check(store, third, second);

      // Back to the first, which was left two reorganisations ago.
      for (ExecutedBlock block : first) {
        store.add(block);
      }
      head(store, first);
      check(store, first, third);
      System.out.println(
          "reorganised " + DEPTH + " blocks three times on a chain of " + first.size());
    }
    try (StoreTools tools = StoreTools.open(data, options)) {
      assertThat(tools.verify(Tasks.SEQUENTIAL, (part, done, expected) -> {}).wrong()).isEmpty();
    }
  }

  private static void add(ChainStore store, ExecutedBlock block) {
    store.add(block);
    store.setHeads(new ChainHeads(block.block().hash(), Hash.ZERO, Hash.ZERO));
  }

  private static void head(ChainStore store, List<ExecutedBlock> chain) {
    store.setHeads(new ChainHeads(chain.getLast().block().hash(), Hash.ZERO, Hash.ZERO));
  }

  private void note(ExecutedBlock block) {
    headers.put(block.block().hash(), block.block().header());
    preimages.addNodes(block.trie());
    block.diff().codes().values().forEach(preimages::add);
    for (Map.Entry<Address, StateDiff.AccountChange> one : block.diff().accounts().entrySet()) {
      if (!slots.containsKey(one.getKey())) {
        accounts.add(one.getKey());
      }
      slots.put(
          one.getKey(), one.getValue().storage().keySet().stream().findFirst().orElse(UInt256.ONE));
    }
  }

  private List<ExecutedBlock> execute(GeneratedChain chain) {
    BlockExecutor executor = new BlockExecutor(chain.genesis.spec(), resources, Tasks.SEQUENTIAL);
    List<ExecutedBlock> out = new ArrayList<>();
    for (Block block : chain.blocks) {
      Header parent = requireNonNull(headers.get(block.header().parentHash()));
      BlockResult result =
          executor.execute(
              block,
              SenderRecovery.senders(
                  GeneratedChain.CRYPTO.secp256k1(),
                  block.transactions(),
                  chain.genesis.spec().rules(block.header())),
              parent,
              new TrieStateView(preimages, parent.stateRoot(), preimages),
              preimages,
              headers::get);
      ExecutedBlock executed = ((BlockResult.Valid) result).block();
      note(executed);
      out.add(executed);
    }
    return out;
  }

  /**
   * The stem, and blocks above it with those transactions of another branch that some senders sent;
   * longer by a block than that.
   */
  private List<ExecutedBlock> branch(
      ChainSpec spec,
      List<ExecutedBlock> stem,
      List<ExecutedBlock> other,
      int id,
      Predicate<Address> sends) {
    List<ExecutedBlock> out = new ArrayList<>(stem);
    for (int i = stem.size(); i <= other.size(); i++) {
      List<TransactionEnvelope> transactions =
          i < other.size() ? other.get(i).block().transactions() : List.of();
      ExecutedBlock made = build(spec, out.getLast().block().header(), transactions, id, sends);
      note(made);
      out.add(made);
    }
    return out;
  }

  private ExecutedBlock build(
      ChainSpec spec,
      Header parent,
      List<TransactionEnvelope> offered,
      int id,
      Predicate<Address> sends) {
    long time = parent.timestampSeconds() + 12;
    Header draft =
        new HeaderBuilder()
            .parentHash(parent.hash())
            .number(parent.number() + 1)
            .timestampSeconds(time)
            .beneficiary(Address.fromWord(UInt256.of(0xbe00 + id)))
            .gasLimit(parent.gasLimit())
            .baseFeePerGas(BaseFee.next(spec, parent, time))
            .excessBlobGas(0L)
            .parentBeaconBlockRoot(Hash.ZERO)
            .build();
    TrieStateView state = new TrieStateView(preimages, parent.stateRoot(), preimages);
    BlockExecution execution =
        BlockExecution.begin(
            spec,
            draft,
            parent,
            state,
            new AncestorHashes(parent.hash(), parent.number(), headers::get),
            resources,
            null);
    List<TransactionEnvelope> included = new ArrayList<>();
    for (TransactionEnvelope one : offered) {
      Address sender =
          requireNonNull(
              SenderRecovery.sender(GeneratedChain.CRYPTO.secp256k1(), one, spec.rules(draft)));
      if (sends.test(sender)) {
        assertThat(execution.apply(one, sender)).isInstanceOf(TransactionOutcome.Executed.class);
        included.add(one);
      }
    }
    BlockOutcome.Completed outcome =
        (BlockOutcome.Completed) execution.finish(List.of(), List.of());
    TrieUpdate trie = StateTrie.apply(preimages, parent.stateRoot(), outcome.diff());
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

  private void check(ChainStore store, List<ExecutedBlock> chain, List<ExecutedBlock> left) {
    assertThat(store.heads().head()).isEqualTo(chain.getLast().block().hash());
    long number = 1;
    Set<Hash> standing = new HashSet<>();
    for (ExecutedBlock executed : chain) {
      Block block = executed.block();
      assertThat(store.canonicalHash(number)).isEqualTo(block.hash());
      assertThat(store.receipts(block.hash())).isEqualTo(executed.receipts());
      int index = 0;
      for (TransactionEnvelope transaction : block.transactions()) {
        standing.add(transaction.hash());
        assertThat(store.transaction(transaction.hash()))
            .isEqualTo(new TransactionLocation(block.hash(), number, index++));
      }
      number++;
    }
    assertThat(store.canonicalHash(number)).isNull();
    for (ExecutedBlock executed : left) {
      for (TransactionEnvelope transaction : executed.block().transactions()) {
        if (!standing.contains(transaction.hash())) {
          assertThat(store.transaction(transaction.hash())).isNull();
        }
      }
    }
    Random random = new Random(number);
    checkLogs(store, chain, random);
    for (ExecutedBlock executed : chain) {
      Header header = executed.block().header();
      TrieStateView expected = new TrieStateView(preimages, header.stateRoot(), preimages);
      for (int i = 0; i < 3; i++) {
        Address address = accounts.get(random.nextInt(accounts.size()));
        UInt256 slot = requireNonNull(slots.get(address));
        assertThat(store.state(header.hash()).account(address))
            .isEqualTo(expected.account(address));
        assertThat(store.state(header.hash()).storage(address, slot))
            .isEqualTo(expected.storage(address, slot));
        Proof.OfAccount proof =
            Proof.prove(store.trieNodes(header.hash()), header.stateRoot(), address, List.of(slot));
        assertThat(Proof.holds(header.stateRoot(), proof)).isTrue();
      }
    }
  }

  /** What the index finds for logs of the chain is what its receipts hold. */
  private static void checkLogs(ChainStore store, List<ExecutedBlock> chain, Random random) {
    List<Log> logs = new ArrayList<>();
    chain.forEach(block -> block.receipts().forEach(receipt -> logs.addAll(receipt.logs())));
    assertThat(logs).isNotEmpty();
    for (int i = 0; i < 20; i++) {
      Log one = logs.get(random.nextInt(logs.size()));
      int position = random.nextInt(one.topics().size());
      List<List<Hash>> topics = new ArrayList<>();
      for (int j = 0; j <= position; j++) {
        topics.add(j == position ? List.of(one.topics().get(j)) : List.of());
      }
      LogPattern byTopic = new LogPattern(List.of(), topics);
      LogPattern byAddress = new LogPattern(List.of(one.address()), List.of());
      LogPattern byBoth = new LogPattern(List.of(one.address()), topics);
      int place = position;
      List<Long> withTopic =
          numbers(
              chain,
              log ->
                  log.topics().size() > place
                      && log.topics().get(place).equals(one.topics().get(place)));
      List<Long> withAddress = numbers(chain, log -> log.address().equals(one.address()));
      long head = chain.size();
      assertThat(store.blocksWithLogs(byTopic, 0, head, 10_000)).isEqualTo(withTopic);
      assertThat(store.blocksWithLogs(byAddress, 0, head, 10_000)).isEqualTo(withAddress);
      List<Long> both = new ArrayList<>(withTopic);
      both.retainAll(withAddress);
      assertThat(store.blocksWithLogs(byBoth, 0, head, 10_000)).isEqualTo(both);
      assertThat(store.blocksWithLogs(byBoth, both.getFirst(), both.getLast(), 1))
          .isEqualTo(both.subList(0, 1));
      assertThat(store.blocksWithLogs(byBoth, both.getLast() + 1, head, 10)).isEmpty();
    }
    assertThat(store.blocksWithLogs(new LogPattern(List.of(), List.of()), 0, 1 << 20, 10_000))
        .isEqualTo(numbers(chain, log -> true));
  }

  private static List<Long> numbers(List<ExecutedBlock> chain, Predicate<Log> wanted) {
    return chain.stream()
        .filter(block ->
            block.receipts().stream().anyMatch(receipt -> receipt.logs().stream().anyMatch(wanted)))
        .map(block -> block.block().number())
        .toList();
  }
}
