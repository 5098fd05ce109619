package dev.kopi.tests.stress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kopi.adapters.rpc.RpcException;
import dev.kopi.adapters.rpc.dispatch.EventSource;
import dev.kopi.core.chain.block.Header;
import dev.kopi.core.chain.transaction.Signature;
import dev.kopi.core.chain.transaction.Transaction;
import dev.kopi.core.chain.transaction.TransactionEnvelope;
import dev.kopi.core.crypto.ecdsa.PrivateKey;
import dev.kopi.core.engineapi.ForkchoiceState;
import dev.kopi.core.engineapi.PayloadAttributes;
import dev.kopi.core.engineapi.PayloadEnvelope;
import dev.kopi.core.engineapi.PayloadId;
import dev.kopi.core.engineapi.PayloadStatus;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.core.txmgr.TransactionSigner;
import dev.kopi.services.engine.payload.PayloadJobs;
import dev.kopi.services.engine.pool.PoolAccess;
import dev.kopi.services.engine.pool.SubmitResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/**
 * One sequencer that also makes reorgs, senders, filters, subscriptions and readers on 16 threads.
 * {@code -Dkopi.seed=N} makes the threads choose as before; their schedule differs. {@code
 * -Dkopi.stress.seconds=N} runs longer.
 */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class EngineStressTest {
  private static final long SEED = Long.getLong("kopi.seed", System.nanoTime());
  private static final int SECONDS = Integer.getInteger("kopi.stress.seconds", 60);
  private static final int SENDERS = 5;

  /** What a busy machine may add to the time that getPayload is bounded to. */
  private static final long SLACK_MILLIS = 4000;

  private static final UInt256 GWEI = UInt256.of(1_000_000_000);

  private final StressRig rig = new StressRig(SENDERS);
  private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
  private final List<Thread> threads = new ArrayList<>();
  private final List<LogBook> books = new ArrayList<>();
  private final AtomicLong included = new AtomicLong();
  private final AtomicLong accepted = new AtomicLong();
  private final AtomicLong slowestGetPayload = new AtomicLong();
  private volatile boolean stopping;
  private volatile boolean settled;

  /** One round of a thread's work. */
  private interface Round {
    void run(Random random) throws InterruptedException;
  }

  private void start(String name, Round round) {
    Random random = new Random(SEED * 31 + threads.size());
    threads.add(
        Thread.ofPlatform()
            .name(name)
            .start(() -> {
              try {
                while (!stopping && failures.isEmpty()) {
                  round.run(random);
                }
              } catch (Throwable e) {
                failures.add(new AssertionError(name + " with seed " + SEED, e));
              }
            }));
  }

  @Test
  void holdsItsInvariantsUnderLoad() throws Exception {
    try (rig) {
      HeadChain heads = new HeadChain(rig.store, rig.genesis);
      rig.events.subscribe(heads);
      List<Thread> clients = startLogClients();
      start("sequencer", new Sequencer());
      for (PrivateKey key : rig.accounts) {
        start("sender", new Sender(key));
      }
      start("importer", this::importAgain);
      start("pool-checker", this::checkPool);
      start("reader", this::read);
      start("caller", this::callContract);
      assertThat(threads.size() + clients.size()).isEqualTo(16);
      TimeUnit.SECONDS.sleep(SECONDS);
      stopping = true;
      join(threads);
      Hash head = rig.store.heads().head();
      awaitHead(heads, head);
      settled = true;
      join(clients);
      for (Throwable failure : failures) {
        throw new AssertionError(failure);
      }
      for (LogBook book : books) {
        book.assertCanonical(rig.store, head);
        assertThat(book.told()).isPositive();
      }
      assertThat(rig.events.counts().failures()).isZero();
      assertThat(rig.health.isHealthy()).as(rig.health.summary()).isTrue();
      assertThat(slowestGetPayload.get())
          .isLessThan(PayloadJobs.Limits.DEFAULT.takeMillis() + SLACK_MILLIS);
      assertThat(included.get()).isPositive();
      System.out.printf(
          "stress: seed %d, %d heads, %d reorgs, %d transactions accepted, %d included,"
              + " slowest getPayload %d ms%n",
          SEED,
          heads.changes(),
          heads.reorgs(),
          accepted.get(),
          included.get(),
          slowestGetPayload.get());
    }
  }

  private static void join(List<Thread> threads) throws InterruptedException {
    for (Thread thread : threads) {
      assertThat(thread.join(Duration.ofMinutes(2))).as(thread.getName()).isTrue();
    }
  }

  private void awaitHead(HeadChain heads, Hash head) throws InterruptedException {
    for (int i = 0; i < 3000 && !heads.head().equals(head) && failures.isEmpty(); i++) {
      Thread.sleep(10);
    }
    if (failures.isEmpty()) {
      assertThat(heads.head()).isEqualTo(head);
    }
  }

  // What clients are told.

  private List<Thread> startLogClients() {
    int before = threads.size();
    for (int i = 0; i < 2; i++) {
      String id = rig.call("eth_newFilter", "[{}]").stringValue("");
      client("filter", () -> hearAll(rig.call("eth_getFilterChanges", "[\"" + id + "\"]")));
    }
    for (int i = 0; i < 2; i++) {
      EventSource source = rig.subscribe("logs");
      client("subscription", () -> hearAll(source));
    }
    EventSource headers = rig.subscribe("newHeads");
    startHeaders(headers);
    String pending = rig.call("eth_newPendingTransactionFilter", "[]").stringValue("");
    start("pending", random -> rig.call("eth_getFilterChanges", "[\"" + pending + "\"]"));
    List<Thread> clients = List.copyOf(threads.subList(before, threads.size()));
    threads.subList(before, threads.size()).clear();
    return clients;
  }

  private interface Source {
    List<JsonNode> take();
  }

  /** Hears everything until the load has ended and nothing is left. */
  private void client(String name, Source source) {
    LogBook book = new LogBook(name);
    books.add(book);
    Random random = new Random(SEED * 17 + books.size());
    threads.add(
        Thread.ofPlatform()
            .name(name)
            .start(() -> {
              try {
                boolean last;
                boolean heard;
                do {
                  last = settled;
                  List<JsonNode> logs = source.take();
                  logs.forEach(book::hear);
                  heard = !logs.isEmpty();
                  TimeUnit.MILLISECONDS.sleep(last ? 0 : random.nextInt(20));
                } while ((!last || heard) && failures.isEmpty());
              } catch (Throwable e) {
                failures.add(new AssertionError(name + " with seed " + SEED, e));
              }
            }));
  }

  private static List<JsonNode> hearAll(JsonNode array) {
    return List.copyOf(array.values());
  }

  private static List<JsonNode> hearAll(EventSource source) {
    List<JsonNode> out = new ArrayList<>();
    for (JsonNode next = source.next(); next != null; next = source.next()) {
      out.add(StressRig.asReceived(next));
    }
    return out;
  }

  /** Each header that is told has a parent that was told before. */
  private void startHeaders(EventSource source) {
    List<String> known = new ArrayList<>(List.of(rig.genesis.toHex()));
    start(
        "headers",
        random -> {
          for (JsonNode header : hearAll(source)) {
            assertThat(known).contains(header.path("parentHash").stringValue(""));
            known.add(header.path("hash").stringValue(""));
            if (known.size() > 64) {
              known.removeFirst();
            }
          }
          TimeUnit.MILLISECONDS.sleep(random.nextInt(10));
        });
  }

  // Load.

  /** Builds blocks on the head and, sometimes, on one of its ancestors. */
  private final class Sequencer implements Round {
    private Hash head = rig.genesis;

    @Override
    public void run(Random random) throws InterruptedException {
      Hash parent = head;
      for (int back = random.nextInt(8) == 0 ? 1 + random.nextInt(3) : 0; back > 0; back--) {
        parent = parent.equals(rig.genesis) ? parent : header(parent).parentHash();
      }
      PayloadAttributes attributes =
          new PayloadAttributes(
              header(parent).timestampSeconds() + 1 + random.nextInt(3),
              UInt256.of(random.nextLong()).toHash(),
              StressRig.LOGGER,
              List.of(),
              Hash.ZERO,
              null,
              false,
              null,
              null,
              null);
      PayloadId id =
          Objects.requireNonNull(
              rig.engine.forkchoiceUpdated(3, forkchoice(parent), attributes).payloadId());
      TimeUnit.MILLISECONDS.sleep(random.nextInt(40));
      long start = System.nanoTime();
      PayloadEnvelope built = rig.engine.getPayload(5, id);
      long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
      slowestGetPayload.accumulateAndGet(millis, Math::max);
      assertThat(give(built).status()).isEqualTo(PayloadStatus.Status.VALID);
      newest = built;
      head = built.payload().blockHash();
      assertThat(rig.engine.forkchoiceUpdated(3, forkchoice(head), null).status().status())
          .isEqualTo(PayloadStatus.Status.VALID);
      included.addAndGet(built.payload().transactions().size());
    }
  }

  private volatile @Nullable PayloadEnvelope newest;

  private Header header(Hash hash) {
    return Objects.requireNonNull(rig.store.header(hash));
  }

  private ForkchoiceState forkchoice(Hash head) {
    return new ForkchoiceState(head, rig.genesis, rig.genesis);
  }

  private PayloadStatus give(PayloadEnvelope envelope) {
    return rig.engine.newPayload(
        4,
        envelope.payload(),
        List.of(),
        envelope.parentBeaconBlockRoot(),
        envelope.executionRequests());
  }

  private void importAgain(Random random) throws InterruptedException {
    PayloadEnvelope known = newest;
    if (known != null) {
      assertThat(give(known).status()).isEqualTo(PayloadStatus.Status.VALID);
    }
    TimeUnit.MILLISECONDS.sleep(random.nextInt(20));
  }

  /** Submits transactions in order, with gaps and replacements now and then. */
  private final class Sender implements Round {
    private final PrivateKey key;
    private final Address address;

    Sender(PrivateKey key) {
      this.key = key;
      this.address = rig.address(key);
    }

    @Override
    public void run(Random random) throws InterruptedException {
      long nonce = rig.pool.nextNonce(address, rig.nonce(address));
      int choice = random.nextInt(10);
      nonce += choice == 0 ? 1 + random.nextInt(5) : 0;
      nonce -= choice == 1 && nonce > 0 ? 1 : 0;
      SubmitResult result = rig.pool.submit(transaction(nonce, 1 + random.nextInt(50)).encoded());
      if (result instanceof SubmitResult.Accepted) {
        accepted.incrementAndGet();
      } else {
        TimeUnit.MILLISECONDS.sleep(random.nextInt(5));
      }
    }

    private TransactionEnvelope transaction(long nonce, long tip) {
      return TransactionEnvelope.of(
          TransactionSigner.sign(
              new Transaction.DynamicFee(
                  StressRig.CHAIN,
                  nonce,
                  GWEI.multiply(UInt256.of(tip)),
                  GWEI.multiply(UInt256.of(1000)),
                  60_000,
                  StressRig.LOGGER,
                  UInt256.ZERO,
                  Bytes.EMPTY,
                  List.of(),
                  new Signature(UInt256.ZERO, UInt256.ZERO, UInt256.ZERO)),
              rig.crypto.secp256k1(),
              key));
    }
  }

  // What must hold at any moment.

  private void checkPool(Random random) throws InterruptedException {
    PoolAccess.Content content = rig.pool.content();
    int count = 0;
    for (NavigableMap<Long, TransactionEnvelope> one : content.pending().values()) {
      assertThat(one.lastKey() - one.firstKey() + 1)
          .as("nonces %s", one.keySet())
          .isEqualTo(one.size());
      count += one.size();
    }
    assertThat(count).isLessThanOrEqualTo(StressRig.LIMITS.globalSlots());
    int queued = content.queued().values().stream().mapToInt(Map::size).sum();
    assertThat(queued).isLessThanOrEqualTo(StressRig.LIMITS.globalQueue());
    TimeUnit.MILLISECONDS.sleep(random.nextInt(10));
  }

  private void read(Random random) throws InterruptedException {
    JsonNode latest = rig.call("eth_getBlockByNumber", "[\"latest\",true]");
    assertThat(latest.path("hash").stringValue("")).hasSize(66);
    try {
      rig.call(
          "eth_getLogs", "[{\"fromBlock\":\"" + latest.path("number").stringValue("") + "\"}]");
    } catch (RpcException e) {
      // A reorg may have taken the block away meanwhile.
      assertThat(e.code()).isNotEqualTo(RpcException.INTERNAL_ERROR);
    }
    TimeUnit.MILLISECONDS.sleep(random.nextInt(10));
  }

  private void callContract(Random random) throws InterruptedException {
    assertThat(
            rig.call("eth_call", "[{\"to\":\"" + StressRig.LOGGER.toHex() + "\"},\"latest\"]")
                .stringValue("x"))
        .isEqualTo("0x");
    TimeUnit.MILLISECONDS.sleep(random.nextInt(10));
  }
}
