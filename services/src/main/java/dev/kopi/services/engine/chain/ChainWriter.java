package dev.kopi.services.engine.chain;

import dev.kopi.core.chain.block.Block;
import dev.kopi.core.chain.block.Header;
import dev.kopi.core.chain.spec.ChainSpec;
import dev.kopi.core.crypto.Crypto;
import dev.kopi.core.engineapi.EngineApiException;
import dev.kopi.core.engineapi.ForkchoiceState;
import dev.kopi.core.engineapi.PayloadStatus;
import dev.kopi.core.execution.block.BlockExecutor;
import dev.kopi.core.execution.block.BlockResult;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.store.ChainHeads;
import dev.kopi.core.store.ChainStore;
import dev.kopi.core.store.ExecutedBlock;
import dev.kopi.core.trie.Tasks;
import dev.kopi.services.execution.HotExecution;
import dev.kopi.services.execution.Senders;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes the chain: imports blocks and moves the heads. Owned by the engine's thread. */
public final class ChainWriter {
  private static final Logger LOG = LoggerFactory.getLogger(ChainWriter.class);
  private static final int MAX_INVALID = 512;
  private static final int MAX_BUILT = 4;

  private final ChainSpec spec;
  private final ChainStore store;
  private final Crypto crypto;
  private final ChainEvents events;
  private final Tasks tasks;
  private final BlockExecutor executor;
  private final WaitingBlocks waiting;
  private final BadBlocks bad = new BadBlocks();
  // Invalid blocks and their newest valid ancestors.
  private final Map<Hash, Hash> invalid = bounded(MAX_INVALID);
  // Blocks built by this engine, which need not be executed again.
  private final Map<Hash, ExecutedBlock> built = Collections.synchronizedMap(bounded(MAX_BUILT));

  /**
   * A writer over an open store.
   *
   * @param waiting holds blocks with unknown parents
   */
  public ChainWriter(
      ChainSpec spec,
      ChainStore store,
      Crypto crypto,
      ChainEvents events,
      Tasks tasks,
      WaitingBlocks waiting) {
    this.spec = spec;
    this.store = store;
    this.crypto = crypto;
    this.events = events;
    this.tasks = tasks;
    this.executor = new BlockExecutor(spec, HotExecution.resources(crypto), tasks);
    this.waiting = waiting;
  }

  private static <V> Map<Hash, V> bounded(int most) {
    return new LinkedHashMap<>() {
      @Override
      protected boolean removeEldestEntry(Map.Entry<Hash, V> eldest) {
        return size() > most;
      }
    };
  }

  /** Keeps a block that this engine built, so that its import skips execution. For any thread. */
  public void remember(ExecutedBlock block) {
    built.put(block.block().hash(), block);
  }

  /** The newest blocks that were found to be invalid. For any thread. */
  public BadBlocks badBlocks() {
    return bad;
  }

  /** Imports a block, then its waiting descendants. */
  public PayloadStatus insert(Block block) {
    PayloadStatus status = insertOne(block);
    Deque<Hash> arrived = new ArrayDeque<>();
    if (status.status() == PayloadStatus.Status.VALID) {
      arrived.add(block.hash());
    }
    for (Hash parent = arrived.poll(); parent != null; parent = arrived.poll()) {
      for (Block child : waiting.takeChildren(parent)) {
        if (insertOne(child).status() == PayloadStatus.Status.VALID) {
          arrived.add(child.hash());
        }
      }
    }
    return status;
  }

  private PayloadStatus insertOne(Block block) {
    Hash hash = block.hash();
    if (store.header(hash) != null && store.hasState(hash)) {
      return PayloadStatus.valid(hash);
    }
    Hash parentHash = block.header().parentHash();
    PayloadStatus known = knownInvalid(hash, parentHash);
    if (known != null) {
      return known;
    }
    Header parent = store.header(parentHash);
    if (parent == null) {
      waiting.add(block);
      return PayloadStatus.syncing();
    }
    if (!store.hasState(parentHash)) {
      waiting.add(block);
      return new PayloadStatus(PayloadStatus.Status.ACCEPTED, null, null);
    }
    ExecutedBlock own = built.remove(hash);
    if (own != null) {
      store.add(own);
      return PayloadStatus.valid(hash);
    }
    return execute(block, parent);
  }

  private PayloadStatus execute(Block block, Header parent) {
    List<@Nullable Address> senders =
        Senders.recover(
            tasks, crypto.secp256k1(), block.transactions(), spec.rules(block.header()));
    Hash parentHash = block.header().parentHash();
    BlockResult result =
        executor.execute(
            block,
            senders,
            parent,
            store.state(parentHash),
            store.trieNodes(parentHash),
            store::header);
    return switch (result) {
      case BlockResult.Valid valid -> {
        store.add(valid.block());
        yield PayloadStatus.valid(block.hash());
      }
      case BlockResult.Invalid broken -> {
        invalid.put(block.hash(), parentHash);
        bad.add(block);
        String why = describe(broken);
        LOG.warn("block {} {} is invalid: {}", block.number(), block.hash(), why);
        yield new PayloadStatus(PayloadStatus.Status.INVALID, parentHash, why);
      }
    };
  }

  private static String describe(BlockResult.Invalid broken) {
    String text = words(broken.reason());
    BlockResult.Culprit culprit = broken.transaction();
    if (culprit == null) {
      return text;
    }
    Enum<?> reason = culprit.reason();
    return text + ": transaction " + culprit.index() + (reason == null ? "" : ", " + words(reason));
  }

  private static String words(Enum<?> reason) {
    return reason.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  private @Nullable PayloadStatus knownInvalid(Hash hash, Hash parentHash) {
    Hash latestValid = invalid.get(hash);
    if (latestValid == null) {
      latestValid = invalid.get(parentHash);
      if (latestValid == null) {
        return null;
      }
      invalid.put(hash, latestValid);
    }
    return new PayloadStatus(
        PayloadStatus.Status.INVALID, latestValid, "links to previously rejected block");
  }

  /**
   * Moves the heads.
   *
   * @throws EngineApiException when the safe or the finalized block is not an ancestor of the head
   */
  public PayloadStatus updateHeads(ForkchoiceState wanted) {
    Hash head = wanted.head();
    if (head.isZero()) {
      return new PayloadStatus(PayloadStatus.Status.INVALID, null, "the head is zero");
    }
    Header header = store.header(head);
    if (header == null || !store.hasState(head)) {
      PayloadStatus known = knownInvalid(head, head);
      return known != null ? known : PayloadStatus.syncing();
    }
    ChainHeads before = store.heads();
    List<Hash> added = new ArrayList<>();
    Header fork = header;
    Hash forkHash = head;
    while (!Objects.equals(store.canonicalHash(fork.number()), forkHash)) {
      added.addFirst(forkHash);
      forkHash = fork.parentHash();
      fork = parent(fork);
    }
    checkAncestor(wanted.finalized(), fork, added, "finalized");
    checkAncestor(wanted.safe(), fork, added, "safe");
    ChainHeads after =
        new ChainHeads(
            head,
            safeOrFinal(wanted.safe(), before.safe(), fork.number()),
            safeOrFinal(wanted.finalized(), before.finalized(), fork.number()));
    if (after.equals(before)) {
      return PayloadStatus.valid(head);
    }
    List<Hash> removed = new ArrayList<>();
    Header old = store.header(before.head());
    for (long number = old == null ? -1 : old.number(); number > fork.number(); number--) {
      Hash gone = store.canonicalHash(number);
      if (gone != null) {
        removed.add(gone);
      }
    }
    store.setHeads(after);
    if (!head.equals(before.head())) {
      if (!removed.isEmpty()) {
        LOG.info(
            "chain reorg: dropped {} blocks, added {} blocks, head {} {}",
            removed.size(),
            added.size(),
            header.number(),
            head);
      }
      events.head(new HeadChange(removed, added, head));
    }
    return PayloadStatus.valid(head);
  }

  private Header parent(Header child) {
    Header parent = store.header(child.parentHash());
    if (parent == null) {
      throw new IllegalStateException("block " + child.number() + " has no parent in the store");
    }
    return parent;
  }

  /** The requested block; if none is requested, the old one while it is on the chain. */
  private Hash safeOrFinal(Hash wanted, Hash before, long forkNumber) {
    if (!wanted.isZero() || before.isZero()) {
      return wanted;
    }
    Header old = store.header(before);
    return old != null && old.number() <= forkNumber ? before : Hash.ZERO;
  }

  private void checkAncestor(Hash hash, Header fork, List<Hash> added, String name) {
    if (hash.isZero() || added.contains(hash)) {
      return;
    }
    Header header = store.header(hash);
    boolean below =
        header != null
            && header.number() <= fork.number()
            && Objects.equals(store.canonicalHash(header.number()), hash);
    if (!below) {
      throw new EngineApiException(
          EngineApiException.INVALID_FORKCHOICE_STATE,
          name
              + (header == null
                  ? " block not available in database"
                  : " block not in canonical chain"));
    }
  }
}
