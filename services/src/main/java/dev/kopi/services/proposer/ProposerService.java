package dev.kopi.services.proposer;

import dev.kopi.adapters.contracts.DisputeGameFactory;
import dev.kopi.adapters.contracts.FaultDisputeGame;
import dev.kopi.adapters.ethclient.MinedTransaction;
import dev.kopi.adapters.json.rollup.RollupNodeJson;
import dev.kopi.adapters.rollup.RollupClient;
import dev.kopi.adapters.rpc.RpcException;
import dev.kopi.adapters.rpc.RpcTransportException;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.rollup.L2BlockRef;
import dev.kopi.core.rollup.ProposalRules;
import dev.kopi.core.rollup.RollupConfig;
import dev.kopi.core.rollup.SyncStatus;
import dev.kopi.services.txmgr.SendFailedException;
import dev.kopi.services.txmgr.TxCandidate;
import dev.kopi.services.txmgr.TxManager;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The proposer service. It keeps no state: its proposals are read from L1, also after a restart.
 */
public final class ProposerService implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ProposerService.class);

  private final ProposerConfig config;
  private final RollupConfig rollup;
  private final RollupClient node;
  private final DisputeGameFactory factory;
  private final TxManager transactions;
  private final InstantSource clock;
  private final ProposerListener listener;
  private final Object lifecycle = new Object();
  private @Nullable Thread thread;
  private volatile boolean running;
  private @Nullable Hash lastRoot;

  /** A proposer that is not started. */
  public ProposerService(
      ProposerConfig config,
      RollupConfig rollup,
      RollupClient node,
      DisputeGameFactory factory,
      TxManager transactions,
      InstantSource clock,
      ProposerListener listener) {
    this.config = config;
    this.rollup = rollup;
    this.node = node;
    this.factory = factory;
    this.transactions = transactions;
    this.clock = clock;
    this.listener = listener;
  }

  /** Starts, unless configured to wait for {@link #startProposing}. */
  public void start() {
    LOG.info(
        "proposer started: account={} factory={} type={}",
        transactions.address(),
        factory.address(),
        config.gameType());
    if (!config.stopped()) {
      startProposing();
    }
  }

  /**
   * Starts proposing.
   *
   * @throws IllegalStateException when it is running
   */
  public void startProposing() {
    synchronized (lifecycle) {
      if (thread != null) {
        throw new IllegalStateException("proposer is already running");
      }
      running = true;
      thread = Thread.ofPlatform().name("proposer").start(this::loop);
    }
  }

  /**
   * Stops proposing.
   *
   * @throws IllegalStateException when it is not running
   */
  public void stopProposing() {
    Thread stopped;
    synchronized (lifecycle) {
      if (thread == null) {
        throw new IllegalStateException("proposer is not running");
      }
      running = false;
      stopped = thread;
      thread = null;
    }
    stopped.interrupt();
    try {
      stopped.join(TimeUnit.SECONDS.toMillis(10));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Whether it is running. */
  public boolean isProposing() {
    synchronized (lifecycle) {
      return thread != null;
    }
  }

  @Override
  public void close() {
    if (isProposing()) {
      stopProposing();
    }
    transactions.close();
  }

  private void loop() {
    try {
      boolean ready = !config.waitForNode();
      while (running) {
        try {
          ready = ready || isNodeSynced();
          if (ready) {
            proposeIfDue();
          }
        } catch (RpcException | RpcTransportException | DecodeException | SendFailedException e) {
          if (running) {
            LOG.warn("retrying: {}", e.getMessage());
            listener.onProblem(String.valueOf(e.getMessage()));
          }
        }
        Thread.sleep(config.pollInterval());
      }
    } catch (InterruptedException e) {
      LOG.debug("proposing is interrupted");
    } catch (RuntimeException e) {
      LOG.error("the proposer stops", e);
    }
  }

  private boolean isNodeSynced() {
    return node.syncStatus().currentL1().number() + 1 >= transactions.l1().blockNumber();
  }

  /** Proposes if a proposal is due. */
  void proposeIfDue() {
    long now = clock.millis() / 1000;
    ProposalRules.Proposal recent =
        ProposalRules.recent(
            new NewestFirst(),
            transactions.address(),
            config.gameType(),
            now,
            config.proposalInterval().toSeconds());
    if (recent != null) {
      return;
    }
    SyncStatus status = node.syncStatus();
    L2BlockRef block = ProposalRules.block(status, rollup, config.allowNonFinalized());
    if (block == null) {
      return;
    }
    RollupNodeJson.Output output = node.outputAtBlock(block.number());
    Hash root = output.hash();
    Bytes extraData = DisputeGameFactory.extraData(block.number());
    boolean proposed = lastRoot != null && root.equals(lastRoot);
    if (proposed || factory.exists(config.gameType(), root, extraData)) {
      return;
    }
    MinedTransaction mined =
        transactions.send(
            new TxCandidate(
                factory.address(),
                factory.initBond(config.gameType()),
                DisputeGameFactory.create(config.gameType(), root, extraData),
                List.of(),
                0));
    if (mined.success()) {
      lastRoot = root;
      LOG.info("proposed L2 block {} root {}", block.number(), root);
    } else {
      LOG.error("the proposal of L2 block {} reverted: {}", block.number(), mined.hash());
    }
    listener.onProposed(block.number(), root, mined);
  }

  /** Iterates over the games of the factory, newest first; reads each game lazily. */
  private final class NewestFirst implements Iterator<ProposalRules.Proposal> {
    private long next = factory.gameCount() - 1;

    @Override
    public boolean hasNext() {
      return next >= 0;
    }

    @Override
    public ProposalRules.Proposal next() {
      if (next < 0) {
        throw new NoSuchElementException();
      }
      DisputeGameFactory.Game game = factory.gameAt(next--);
      if (game.type() != config.gameType()) {
        // Games of other types need not have claims.
        return new ProposalRules.Proposal(
            game.type(), game.createdSeconds(), Address.ZERO, Hash.ZERO);
      }
      FaultDisputeGame contract = new FaultDisputeGame(transactions.l1(), game.proxy());
      return new ProposalRules.Proposal(
          game.type(), game.createdSeconds(), contract.proposer(), contract.rootClaim());
    }
  }
}
