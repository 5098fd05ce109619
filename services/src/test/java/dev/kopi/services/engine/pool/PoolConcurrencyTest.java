package dev.kopi.services.engine.pool;

import static dev.kopi.services.engine.EngineRig.address;
import static dev.kopi.services.engine.EngineRig.l1;
import static dev.kopi.services.engine.EngineRig.l1Attributes;
import static dev.kopi.services.engine.EngineRig.transfer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kopi.core.chain.block.Block;
import dev.kopi.core.chain.transaction.TransactionEnvelope;
import dev.kopi.core.crypto.ecdsa.PrivateKey;
import dev.kopi.core.engineapi.ForkchoiceState;
import dev.kopi.core.engineapi.PayloadAttributes;
import dev.kopi.core.engineapi.PayloadEnvelope;
import dev.kopi.core.engineapi.PayloadId;
import dev.kopi.core.engineapi.PayloadStatus;
import dev.kopi.core.pool.PoolLimits;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.core.state.Account;
import dev.kopi.core.state.StateView;
import dev.kopi.core.store.ChainHeads;
import dev.kopi.services.engine.EngineRig;
import dev.kopi.services.engine.EngineRigs;
import dev.kopi.services.engine.payload.TransactionSource;
import dev.kopi.services.lifecycle.RoleHealth;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The pool under threads that submit transactions, move the head (with reorgs), select and read.
 * The seed determines what each thread does, not how they interleave.
 */
class PoolConcurrencyTest {
  private static final int SENDERS = 12;
  private static final int SUBMITTERS = 4;
  private static final int BLOCKS = 100;
  private static final PoolLimits LIMITS =
      PoolLimits.DEFAULT.toBuilder()
          .accountSlots(4)
          .globalSlots(40)
          .accountQueue(4)
          .globalQueue(16)
          .build();

  @RegisterExtension final EngineRigs rigs = new EngineRigs();

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  @Timeout(120)
  void keepsItsInvariants(long seed) throws Exception {
    List<PrivateKey> keys = new ArrayList<>();
    for (int i = 1; i <= SENDERS; i++) {
      keys.add(PrivateKey.fromHex("0x" + UInt256.of(1000 + i).toHash().toHex().substring(2)));
    }
    EngineRig rig = rigs.open(EngineRig.of(l1(), keys, LIMITS, store -> store));
    new Run(rig, keys, seed).run();
  }

  private static final class Run {
    private final EngineRig rig;
    private final List<PrivateKey> keys;
    private final long seed;
    private final RoleHealth health = new RoleHealth("test");
    private final Set<Hash> accepted = ConcurrentHashMap.newKeySet();
    private volatile boolean ended;

    Run(EngineRig rig, List<PrivateKey> keys, long seed) {
      this.rig = rig;
      this.keys = keys;
      this.seed = seed;
    }

    void run() throws Exception {
      rig.pool().start("test", health);
      try (ExecutorService threads = Executors.newCachedThreadPool()) {
        List<Future<?>> running = new ArrayList<>();
        for (int i = 0; i < SUBMITTERS; i++) {
          int number = i;
          running.add(threads.submit(() -> submit(number)));
        }
        running.add(threads.submit(this::select));
        running.add(threads.submit(this::read));
        try {
          moveHeads();
        } finally {
          ended = true;
        }
        for (Future<?> one : running) {
          one.get(60, TimeUnit.SECONDS);
        }
      }
      assertThat(health.isHealthy()).as(health.summary()).isTrue();
      checkAtRest();
    }

    private void submit(int number) {
      Random random = new Random(seed * 100 + number);
      while (!ended) {
        int sender = random.nextInt(SENDERS);
        Account account = account(head(), address(keys.get(sender)));
        long nonce = Math.max(0, account.nonce() + random.nextInt(9) - 1);
        TransactionEnvelope one = transfer(keys.get(sender), nonce, 1 + random.nextInt(30));
        if (rig.pool().submit(one.encoded()) instanceof SubmitResult.Accepted(Hash hash)) {
          assertThat(hash).isEqualTo(one.hash());
          accepted.add(hash);
        }
      }
    }

    private Hash head() {
      return rig.store().heads().head();
    }

    private Account account(Hash block, Address address) {
      Account account = rig.store().state(block).account(address);
      return account == null ? Account.EMPTY : account;
    }

    /** What is selected for a head starts at its nonces and leaves out none. */
    private void select() {
      while (!ended) {
        Hash parent = head();
        StateView state = rig.store().state(parent);
        TransactionSource.Selection selection = rig.pool().select(state, UInt256.ONE, UInt256.ONE);
        Map<Address, Long> next = new HashMap<>();
        for (TransactionSource.Candidate one = selection.next();
            one != null;
            one = selection.next()) {
          Address sender = one.sender();
          long expected = next.computeIfAbsent(sender, key -> account(parent, key).nonce());
          assertThat(one.transaction().transaction().nonce()).isEqualTo(expected);
          next.put(sender, expected + 1);
        }
      }
    }

    /** Each view of the content is consistent in itself and within the limits. */
    private void read() {
      while (!ended) {
        PoolAccess.Content content = rig.pool().content();
        check(content);
        PoolAccess.Status status = rig.pool().status();
        assertThat(status.executable().transactions()).isBetween(0, LIMITS.globalSlots());
        assertThat(status.gapped().transactions()).isBetween(0, LIMITS.globalQueue());
      }
    }

    private static void check(PoolAccess.Content content) {
      int executable = 0;
      int gapped = 0;
      for (NavigableMap<Long, TransactionEnvelope> own : content.pending().values()) {
        assertThat(own.lastKey() - own.firstKey() + 1).isEqualTo(own.size());
        executable += own.size();
      }
      for (Map.Entry<Address, NavigableMap<Long, TransactionEnvelope>> entry :
          content.queued().entrySet()) {
        NavigableMap<Long, TransactionEnvelope> ready = content.pending().get(entry.getKey());
        if (ready != null) {
          assertThat(entry.getValue().firstKey()).isGreaterThan(ready.lastKey() + 1);
        }
        assertThat(entry.getValue()).hasSizeLessThanOrEqualTo(LIMITS.accountQueue());
        gapped += entry.getValue().size();
      }
      assertThat(executable).isLessThanOrEqualTo(LIMITS.globalSlots());
      assertThat(gapped).isLessThanOrEqualTo(LIMITS.globalQueue());
    }

    /** Builds blocks from the pool, some of them on an earlier block. */
    private void moveHeads() {
      Random random = new Random(seed);
      List<Hash> chain = new ArrayList<>(List.of(rig.genesis()));
      for (int i = 0; i < BLOCKS; i++) {
        if (chain.size() > 4 && random.nextInt(5) == 0) {
          chain.subList(chain.size() - 1 - random.nextInt(3), chain.size()).clear();
        }
        Hash parent = chain.getLast();
        long time = 1002 + 2L * i;
        PayloadId id = update(parent, l1Attributes(time));
        assertThat(id).isNotNull();
        PayloadEnvelope built = rig.engine().getPayload(5, id);
        assertThat(rig.give(5, built).status()).isEqualTo(PayloadStatus.Status.VALID);
        chain.add(built.payload().blockHash());
        update(chain.getLast(), null);
      }
    }

    private @Nullable PayloadId update(Hash head, @Nullable PayloadAttributes attributes) {
      var result =
          rig.engine()
              .forkchoiceUpdated(
                  3, new ForkchoiceState(head, rig.genesis(), rig.genesis()), attributes);
      assertThat(result.status().status()).isEqualTo(PayloadStatus.Status.VALID);
      rig.events().run(0);
      return result.payloadId();
    }

    private void checkAtRest() throws InterruptedException {
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
      while (!rig.pool().head().equals(head())) {
        assertThat(System.nanoTime()).as("the pool reaches the head").isLessThan(deadline);
        Thread.sleep(1);
      }
      PoolAccess.Content content = rig.pool().content();
      check(content);
      content
          .pending()
          .forEach((sender, own) ->
              assertThat(own.firstKey()).isEqualTo(account(head(), sender).nonce()));
      content
          .queued()
          .forEach((sender, own) ->
              assertThat(own.firstKey()).isGreaterThan(account(head(), sender).nonce()));
      Set<Hash> included = included();
      Set<Hash> pooled = new HashSet<>();
      for (var part : List.of(content.pending(), content.queued())) {
        part.values().forEach(own -> own.values().forEach(one -> pooled.add(one.hash())));
      }
      assertThat(pooled).doesNotContainAnyElementsOf(included);
      assertThat(accepted).containsAll(pooled).containsAll(included);
      assertThat(included).isNotEmpty();
    }

    private Set<Hash> included() {
      Set<Hash> out = new HashSet<>();
      ChainHeads heads = rig.store().heads();
      for (Hash at = heads.head(); !at.equals(rig.genesis()); ) {
        Block block = Objects.requireNonNull(rig.store().block(at));
        block.transactions().forEach(one -> out.add(one.hash()));
        at = block.header().parentHash();
      }
      return out;
    }
  }
}
