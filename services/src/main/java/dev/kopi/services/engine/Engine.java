package dev.kopi.services.engine;

import dev.kopi.core.chain.block.Block;
import dev.kopi.core.chain.block.Header;
import dev.kopi.core.chain.spec.ChainSpec;
import dev.kopi.core.chain.spec.Fork;
import dev.kopi.core.chain.spec.Rules;
import dev.kopi.core.chain.transaction.TransactionEnvelope;
import dev.kopi.core.crypto.Crypto;
import dev.kopi.core.engineapi.EngineApi;
import dev.kopi.core.engineapi.EngineApiException;
import dev.kopi.core.engineapi.ExecutionPayload;
import dev.kopi.core.engineapi.ForkchoiceResult;
import dev.kopi.core.engineapi.ForkchoiceState;
import dev.kopi.core.engineapi.PayloadAttributes;
import dev.kopi.core.engineapi.PayloadEnvelope;
import dev.kopi.core.engineapi.PayloadId;
import dev.kopi.core.engineapi.PayloadStatus;
import dev.kopi.core.execution.block.Payloads;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.store.ChainStore;
import dev.kopi.core.store.StoreException;
import dev.kopi.services.engine.chain.BadBlocks;
import dev.kopi.services.engine.chain.ChainEvents;
import dev.kopi.services.engine.chain.ChainWriter;
import dev.kopi.services.engine.chain.WaitingBlocks;
import dev.kopi.services.engine.payload.AttributeRules;
import dev.kopi.services.engine.payload.DaLimits;
import dev.kopi.services.engine.payload.PayloadBuilder;
import dev.kopi.services.engine.payload.PayloadDraft;
import dev.kopi.services.engine.payload.PayloadJob;
import dev.kopi.services.engine.payload.PayloadJobs;
import dev.kopi.services.engine.payload.PayloadVersions;
import dev.kopi.services.engine.payload.TransactionSource;
import dev.kopi.services.execution.HotExecution;
import dev.kopi.services.execution.WorkPool;
import dev.kopi.services.lifecycle.Mailbox;
import dev.kopi.services.lifecycle.RoleHealth;
import dev.kopi.services.lifecycle.Timer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The execution engine of one chain: checks and imports blocks, moves the heads, builds payloads.
 *
 * <p>One thread writes the chain and handles newPayload and forkchoiceUpdated in order; another one
 * builds payloads. Readers go to the store.
 *
 * @see <a href="https://github.com/ethereum/execution-apis/tree/main/src/engine">Engine API</a>
 * @see <a href="https://specs.optimism.io/protocol/exec-engine.html#engine-api">Engine API of the
 *     OP Stack</a>
 */
public final class Engine implements EngineApi, AutoCloseable {
  private static final int MAX_WAITING = 1024;

  /** A bound on one call. Blocks of many gigagas take long on a slow machine. */
  private static final Duration DEADLINE = Duration.ofMinutes(2);

  private final ChainSpec spec;
  private final ChainStore store;
  private final Crypto crypto;
  private final TransactionSource pool;
  private final WorkPool work;
  private final ChainWriter writer;
  private final AttributeRules attributeRules;
  private final PayloadJobs jobs;
  private final Timer timer;
  private final Mailbox thread;
  private final RoleHealth health;

  /**
   * An engine over an open store, which the caller closes.
   *
   * @param pool the source of pool transactions for payloads
   * @param daLimits limits on pool transactions, which may change at any time
   * @param events gets new heads
   * @param health of the role that the engine belongs to
   */
  public Engine(
      EngineConfig config,
      ChainSpec spec,
      ChainStore store,
      Crypto crypto,
      TransactionSource pool,
      DaLimits daLimits,
      ChainEvents events,
      RoleHealth health) {
    this.spec = spec;
    this.store = store;
    this.crypto = crypto;
    this.pool = pool;
    this.work = WorkPool.ofProcessors(config.name());
    this.writer =
        new ChainWriter(
            spec,
            store,
            crypto,
            events,
            work,
            new WaitingBlocks(config.maxWaitingPayloads(), config.maxWaitingBytes()));
    this.attributeRules =
        new AttributeRules(spec, config.extraData(), config.gasLimitTarget(), crypto.secp256k1());
    PayloadBuilder builder =
        new PayloadBuilder(spec, store, HotExecution.resources(crypto), pool, daLimits, work);
    this.timer = Timer.start(config.name(), health);
    this.jobs =
        new PayloadJobs(
            builder, pool, crypto.sha256(), config.name(), config.payloads(), timer, health);
    this.thread = new Mailbox(config.name() + "-engine", MAX_WAITING, health);
    this.health = health;
  }

  /** The specification of the chain. */
  public ChainSpec spec() {
    return spec;
  }

  @Override
  public PayloadStatus newPayload(
      int version,
      ExecutionPayload payload,
      @Nullable List<Hash> blobHashes,
      @Nullable Hash parentBeaconBlockRoot,
      @Nullable List<Bytes> executionRequests) {
    Rules rules = spec.rules(payload.blockNumber(), payload.timestampSeconds(), true);
    PayloadVersions.checkNew(
        version, rules, payload, blobHashes, parentBeaconBlockRoot, executionRequests);
    Block block;
    try {
      block =
          Payloads.block(payload, rules, parentBeaconBlockRoot, executionRequests, crypto.sha256());
    } catch (DecodeException e) {
      return invalid(e.getMessage());
    }
    if (!block.hash().equals(payload.blockHash())) {
      return invalid("blockhash mismatch, want " + payload.blockHash() + ", got " + block.hash());
    }
    if (blobHashes != null && !blobHashes.equals(blobHashes(block))) {
      return invalid("versioned hashes are not those of the transactions");
    }
    return write(() -> writer.insert(block));
  }

  private static PayloadStatus invalid(@Nullable String why) {
    return new PayloadStatus(PayloadStatus.Status.INVALID, null, why);
  }

  private static List<Hash> blobHashes(Block block) {
    List<Hash> out = new ArrayList<>();
    for (TransactionEnvelope one : block.transactions()) {
      out.addAll(one.transaction().blobHashes());
    }
    return out;
  }

  @Override
  public ForkchoiceResult forkchoiceUpdated(
      int version, ForkchoiceState state, @Nullable PayloadAttributes attributes) {
    PayloadStatus status = write(() -> writer.updateHeads(state));
    if (status.status() != PayloadStatus.Status.VALID || attributes == null) {
      return new ForkchoiceResult(status, null);
    }
    Header head = store.header(state.head());
    if (head == null) {
      throw new IllegalStateException("the head is not in the store");
    }
    PayloadDraft draft = attributeRules.draft(version, head, attributes);
    // Not on the writer's thread: blocks are imported while forced transactions are executed.
    try {
      return new ForkchoiceResult(status, jobs.begin(version, draft, attributes));
    } catch (PayloadBuilder.UnbuildableException e) {
      throw new EngineApiException(
          EngineApiException.INVALID_PAYLOAD_ATTRIBUTES,
          "no block can be built: " + e.getMessage());
    }
  }

  @Override
  public PayloadEnvelope getPayload(int version, PayloadId id) {
    PayloadJob job = jobs.job(id);
    if (job == null) {
      throw new EngineApiException(EngineApiException.UNKNOWN_PAYLOAD, "Unknown payload");
    }
    Rules rules = job.draft().rules();
    PayloadVersions.checkGet(version, rules);
    PayloadBuilder.Built built = jobs.take(job);
    writer.remember(built.block());
    return envelope(built, rules, built.block().block().header().parentBeaconBlockRoot());
  }

  private PayloadEnvelope envelope(
      PayloadBuilder.Built built, Rules rules, @Nullable Hash beaconRoot) {
    Block block = built.block().block();
    return new PayloadEnvelope(
        Payloads.of(block, rules),
        built.value(),
        rules.has(Fork.CANCUN) ? pool.blobs(block.transactions(), rules) : null,
        built.requests(),
        beaconRoot);
  }

  /**
   * Builds one block on the head, for tests, without keeping it.
   *
   * @param parent the expected head
   * @param transactions the transactions of the block, or null to take them from the pool
   * @param extraData the header's extra data, or null for none
   * @throws EngineApiException when the attributes are invalid
   * @throws PayloadBuilder.UnbuildableException when a transaction cannot be in the block
   */
  PayloadEnvelope build(
      Hash parent,
      PayloadAttributes attributes,
      @Nullable List<Bytes> transactions,
      @Nullable Bytes extraData) {
    Header head = store.header(parent);
    if (head == null || !parent.equals(store.heads().head())) {
      throw new PayloadBuilder.UnbuildableException("parentHash is not current head");
    }
    PayloadAttributes exact =
        new PayloadAttributes(
            attributes.timestampSeconds(),
            attributes.prevRandao(),
            attributes.suggestedFeeRecipient(),
            attributes.withdrawals(),
            attributes.parentBeaconBlockRoot(),
            transactions,
            transactions != null,
            attributes.gasLimit(),
            attributes.eip1559Params(),
            attributes.minBaseFee());
    Rules rules = spec.rules(head.number() + 1, attributes.timestampSeconds(), true);
    int version = rules.has(Fork.CANCUN) ? 3 : rules.has(Fork.SHANGHAI) ? 2 : 1;
    PayloadDraft draft = attributeRules.draft(version, head, exact);
    if (!rules.isOptimism()) {
      Bytes extra = extraData == null ? Bytes.EMPTY : extraData;
      draft = draft.withHeader(draft.header().toBuilder().extraData(extra).build());
    }
    return envelope(jobs.once(draft), rules, null);
  }

  /**
   * Changes the chain on the writer's thread. A store that fails ends the role: what it holds is
   * whole, but it cannot take more before it is opened again.
   */
  private PayloadStatus write(Supplier<PayloadStatus> change) {
    return thread.call(
        () -> {
          try {
            return change.get();
          } catch (StoreException e) {
            if (e.reason() != StoreException.Reason.CLOSED) {
              health.end(Thread.currentThread().getName(), e);
            }
            throw e;
          }
        },
        DEADLINE);
  }

  /** The newest blocks that were found to be invalid. */
  public BadBlocks badBlocks() {
    return writer.badBlocks();
  }

  /**
   * Moves the head back to an earlier block of the canonical chain. What was safe or finalized
   * above it no longer is.
   *
   * @return false when the head is not above that block
   */
  boolean setHead(long number) {
    Header head = store.header(store.heads().head());
    Hash target = store.canonicalHash(number);
    if (head == null || target == null || Long.compareUnsigned(head.number(), number) <= 0) {
      return false;
    }
    ForkchoiceState state = new ForkchoiceState(target, Hash.ZERO, Hash.ZERO);
    return write(() -> writer.updateHeads(state)).status() == PayloadStatus.Status.VALID;
  }

  /** Imports a block from another source than the Engine API, such as a file. */
  public PayloadStatus importBlock(Block block) {
    return write(() -> writer.insert(block));
  }

  /** Stops the threads; whoever waits is refused. The store stays open. */
  @Override
  public void close() {
    timer.close();
    jobs.close();
    thread.close();
    work.close();
  }
}
