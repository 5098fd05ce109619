package dev.kopi.core.testkit;

import dev.kopi.core.chain.block.Block;
import dev.kopi.core.chain.block.Header;
import dev.kopi.core.chain.block.HeaderBuilder;
import dev.kopi.core.chain.spec.Fork;
import dev.kopi.core.chain.spec.OpFork;
import dev.kopi.core.chain.spec.Rules;
import dev.kopi.core.chain.transaction.TransactionEnvelope;
import dev.kopi.core.crypto.hash.Keccak256;
import dev.kopi.core.derivation.attributes.L2Blocks;
import dev.kopi.core.derivation.source.L2Source;
import dev.kopi.core.engineapi.EngineApi;
import dev.kopi.core.engineapi.EngineApiException;
import dev.kopi.core.engineapi.EngineUnavailableException;
import dev.kopi.core.engineapi.ExecutionPayload;
import dev.kopi.core.engineapi.ForkchoiceResult;
import dev.kopi.core.engineapi.ForkchoiceState;
import dev.kopi.core.engineapi.PayloadAttributes;
import dev.kopi.core.engineapi.PayloadEnvelope;
import dev.kopi.core.engineapi.PayloadId;
import dev.kopi.core.engineapi.PayloadStatus;
import dev.kopi.core.execution.block.Payloads;
import dev.kopi.core.execution.fee.OpExtraData;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.core.rollup.L2BlockRef;
import dev.kopi.core.rollup.RollupConfig;
import dev.kopi.core.trie.OrderedTrie;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * An engine in memory that executes nothing: a block's state root is a hash over its parent's and
 * its transactions. It builds, checks blocks and moves heads as the Engine API demands, so that two
 * of them agree exactly when they were given the same.
 */
public final class FakeEngine implements EngineApi, L2Source {
  private static final Hash NO_REQUESTS =
      Hash.fromHex("0xe3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");

  private final RollupConfig config;
  private final Map<Hash, Block> blocks = new HashMap<>();
  private final Map<Long, Hash> canonical = new HashMap<>();
  private final Map<Long, Building> building = new HashMap<>();
  private final List<Bytes> pool = new ArrayList<>();
  private final List<String> calls = new ArrayList<>();
  private Predicate<ExecutionPayload> invalid = payload -> false;
  private Hash head;
  private Hash safe;
  private Hash finalized;
  private long payloads;
  private boolean available = true;
  private Consumer<String> before = name -> {};

  private record Building(Hash parent, PayloadAttributes attributes) {}

  /** The first block of a rollup, whose hash its configuration must name. */
  public static Block genesis(long timestampSeconds, OpFork fork) {
    return new Block(
        header(new HeaderBuilder().timestampSeconds(timestampSeconds), fork, Hash.ZERO, Bytes.EMPTY)
            .gasLimit(30_000_000)
            .build(),
        List.of(),
        List.of(),
        fork.atLeast(OpFork.CANYON) ? List.of() : null);
  }

  private static HeaderBuilder header(
      HeaderBuilder builder, OpFork fork, @Nullable Hash beaconRoot, Bytes extraData) {
    builder.baseFeePerGas(UInt256.of(1_000_000)).extraData(extraData);
    if (fork.atLeast(OpFork.CANYON)) {
      builder.withdrawalsRoot(
          fork.atLeast(OpFork.ISTHMUS) ? Hash.ofWords(9, 9, 9, 9) : Keccak256.EMPTY_TRIE);
    }
    if (fork.atLeast(OpFork.ECOTONE)) {
      builder.blobGasUsed(0L).excessBlobGas(0L).parentBeaconBlockRoot(beaconRoot);
    }
    if (fork.atLeast(OpFork.ISTHMUS)) {
      builder.requestsHash(NO_REQUESTS);
    }
    return builder;
  }

  /** With the first block only. */
  public FakeEngine(RollupConfig config, Block genesis) {
    this.config = config;
    blocks.put(genesis.hash(), genesis);
    canonical.put(genesis.number(), genesis.hash());
    head = genesis.hash();
    safe = genesis.hash();
    finalized = genesis.hash();
  }

  /** Puts a user's transaction into the next block that takes some. */
  public void addToPool(Bytes encoded) {
    pool.add(encoded);
  }

  /** Holds some payloads to be invalid. */
  public void refuse(Predicate<ExecutionPayload> payloadsToRefuse) {
    invalid = payloadsToRefuse;
  }

  /** Whether the engine answers. */
  public void setAvailable(boolean answers) {
    available = answers;
  }

  /** Has a test look at each call by name, before it is done; the call fails if that throws. */
  public void beforeCall(Consumer<String> look) {
    before = look;
  }

  /** The calls so far, each by name; takes them away. */
  public List<String> takeCalls() {
    List<String> taken = List.copyOf(calls);
    calls.clear();
    return taken;
  }

  /** Forgets blocks above a number, as an engine that was killed does. */
  public void rewindTo(long number) {
    while (headBlock().number() > number) {
      canonical.remove(headBlock().number());
      blocks.remove(head);
      head = Objects.requireNonNull(canonical.get((long) canonical.size() - 1));
    }
    safe = isAtMost(safe, number) ? safe : head;
    finalized = isAtMost(finalized, number) ? finalized : head;
  }

  private boolean isAtMost(Hash hash, long number) {
    Block block = block(hash);
    return block != null && block.number() <= number;
  }

  /** The head. */
  public L2BlockRef head() {
    return ref(head);
  }

  /** The safe block. */
  public L2BlockRef safe() {
    return ref(safe);
  }

  /** The final block. */
  public L2BlockRef finalized() {
    return ref(finalized);
  }

  private L2BlockRef ref(Hash hash) {
    return L2Blocks.ref(config, Objects.requireNonNull(blocks.get(hash)));
  }

  private Block headBlock() {
    return Objects.requireNonNull(blocks.get(head));
  }

  private @Nullable Block block(Hash hash) {
    return blocks.get(hash);
  }

  @Override
  public @Nullable Block blockByNumber(long number) {
    Hash hash = canonical.get(number);
    return hash == null ? null : blocks.get(hash);
  }

  @Override
  public @Nullable Block blockByHash(Hash hash) {
    return blocks.get(hash);
  }

  @Override
  public ForkchoiceResult forkchoiceUpdated(
      int version, ForkchoiceState state, @Nullable PayloadAttributes attributes) {
    called("forkchoiceUpdated" + (attributes == null ? "" : "+attributes"));
    Block newHead = blocks.get(state.head());
    if (newHead == null) {
      return new ForkchoiceResult(PayloadStatus.syncing(), null);
    }
    if (!isAncestor(state.safe(), newHead) || !isAncestor(state.finalized(), newHead)) {
      throw new EngineApiException(
          EngineApiException.INVALID_FORKCHOICE_STATE, "safe or final block is not an ancestor");
    }
    head = state.head();
    safe = state.safe();
    finalized = state.finalized();
    moveHeads(newHead);
    PayloadStatus valid = PayloadStatus.valid(head);
    if (attributes == null) {
      return new ForkchoiceResult(valid, null);
    }
    if (attributes.timestampSeconds() <= newHead.header().timestampSeconds()) {
      throw new EngineApiException(
          EngineApiException.INVALID_PAYLOAD_ATTRIBUTES, "the block would not be later");
    }
    PayloadId id = new PayloadId(++payloads);
    building.put(id.value(), new Building(head, attributes));
    return new ForkchoiceResult(valid, id);
  }

  private boolean isAncestor(Hash hash, Block of) {
    Block at = of;
    while (at != null && !at.hash().equals(hash)) {
      at = blocks.get(at.header().parentHash());
    }
    return at != null;
  }

  private void moveHeads(Block newHead) {
    canonical.keySet().removeIf(number -> number > newHead.number());
    Block at = newHead;
    while (at != null && !at.hash().equals(canonical.get(at.number()))) {
      canonical.put(at.number(), at.hash());
      at = blocks.get(at.header().parentHash());
    }
  }

  @Override
  public PayloadEnvelope getPayload(int version, PayloadId id) {
    called("getPayload");
    Building job = building.remove(id.value());
    if (job == null) {
      throw new EngineApiException(EngineApiException.UNKNOWN_PAYLOAD, "unknown payload");
    }
    PayloadAttributes attributes = job.attributes();
    List<Bytes> transactions = new ArrayList<>(Objects.requireNonNull(attributes.transactions()));
    if (!attributes.noTxPool()) {
      transactions.addAll(pool);
      pool.clear();
    }
    Block block = build(job.parent(), attributes, transactions);
    return new PayloadEnvelope(
        Payloads.ofL2(block), UInt256.ZERO, null, null, attributes.parentBeaconBlockRoot());
  }

  private Block build(Hash parent, PayloadAttributes attributes, List<Bytes> transactions) {
    Header above = Objects.requireNonNull(blocks.get(parent)).header();
    long time = attributes.timestampSeconds();
    Hash root = OrderedTrie.root(transactions);
    Header header =
        header(
                new HeaderBuilder().timestampSeconds(time),
                config.op().forkAt(time),
                attributes.parentBeaconBlockRoot(),
                extraData(config, attributes))
            .parentHash(parent)
            .number(above.number() + 1)
            .beneficiary(attributes.suggestedFeeRecipient())
            .mixHash(attributes.prevRandao())
            .gasLimit(Objects.requireNonNull(attributes.gasLimit()))
            .gasUsed(21_000L * transactions.size())
            .transactionsRoot(root)
            .stateRoot(Keccak256.hash(Bytes.concat(above.stateRoot().toBytes(), root.toBytes())))
            .build();
    return new Block(
        header,
        transactions.stream().map(TransactionEnvelope::decode).toList(),
        List.of(),
        attributes.withdrawals());
  }

  /** The extra data of a block that is built from attributes. */
  public static Bytes extraData(RollupConfig config, PayloadAttributes attributes) {
    OpFork fork = config.op().forkAt(attributes.timestampSeconds());
    Rules rules = new Rules(config.l2ChainId(), Fork.PRAGUE, fork, null);
    return Objects.requireNonNull(
        OpExtraData.forPayload(
            config.op(), rules, attributes.eip1559Params(), attributes.minBaseFee()));
  }

  /** The payload of a block that the engine has. */
  public ExecutionPayload payloadAt(long number) {
    return Payloads.ofL2(Objects.requireNonNull(blockByNumber(number)));
  }

  @Override
  public PayloadStatus newPayload(
      int version,
      ExecutionPayload payload,
      @Nullable List<Hash> blobHashes,
      @Nullable Hash parentBeaconBlockRoot,
      @Nullable List<Bytes> executionRequests) {
    called("newPayload");
    if (blocks.containsKey(payload.blockHash())) {
      return PayloadStatus.valid(payload.blockHash());
    }
    if (!blocks.containsKey(payload.parentHash())) {
      return PayloadStatus.syncing();
    }
    Block block = decode(payload, parentBeaconBlockRoot);
    if (!block.hash().equals(payload.blockHash())) {
      return new PayloadStatus(
          PayloadStatus.Status.INVALID, payload.parentHash(), "the hash is " + block.hash());
    }
    if (invalid.test(payload)) {
      return new PayloadStatus(
          PayloadStatus.Status.INVALID, payload.parentHash(), "refused by the test");
    }
    blocks.put(block.hash(), block);
    return PayloadStatus.valid(block.hash());
  }

  private Block decode(ExecutionPayload p, @Nullable Hash beaconRoot) {
    OpFork fork = config.op().forkAt(p.timestampSeconds());
    Header header =
        header(
                new HeaderBuilder().timestampSeconds(p.timestampSeconds()),
                fork,
                beaconRoot,
                p.extraData())
            .parentHash(p.parentHash())
            .number(p.blockNumber())
            .beneficiary(p.feeRecipient())
            .mixHash(p.prevRandao())
            .gasLimit(p.gasLimit())
            .gasUsed(p.gasUsed())
            .transactionsRoot(OrderedTrie.root(p.transactions()))
            .stateRoot(p.stateRoot())
            .receiptsRoot(p.receiptsRoot())
            .build();
    return new Block(
        header,
        p.transactions().stream().map(TransactionEnvelope::decode).toList(),
        List.of(),
        p.withdrawals());
  }

  private void called(String name) {
    if (!available) {
      throw new EngineUnavailableException("the engine is not there", null);
    }
    before.accept(name);
    calls.add(name);
  }
}
