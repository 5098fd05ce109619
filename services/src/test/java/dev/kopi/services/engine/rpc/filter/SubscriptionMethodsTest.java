package dev.kopi.services.engine.rpc.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kopi.adapters.json.Json;
import dev.kopi.adapters.json.JsonValues;
import dev.kopi.adapters.rpc.RpcException;
import dev.kopi.adapters.rpc.dispatch.Caller;
import dev.kopi.adapters.rpc.dispatch.EventSource;
import dev.kopi.adapters.rpc.dispatch.Params;
import dev.kopi.adapters.rpc.dispatch.RpcMethods;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.services.engine.EngineRig;
import dev.kopi.services.engine.chain.HeadChange;
import dev.kopi.services.engine.rpc.JsonTrees;
import dev.kopi.services.engine.rpc.chain.ChainView;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class SubscriptionMethodsTest {
  private static final Caller CALLER = new Caller("192.0.2.1", 1, false);

  private final StoredBlocks store = new StoredBlocks();
  private final ChainFeed feed = new ChainFeed(100, 100, 10_000);
  private final CallerQuota quota = new CallerQuota(new CallerQuota.Limits(4, 100_000, 8, 200_000));
  private final RpcMethods methods = new RpcMethods();
  private final AtomicInteger wakes = new AtomicInteger();

  SubscriptionMethodsTest() {
    ChainView chain = new ChainView(store, EngineRig.l1(), EngineRig.CRYPTO);
    new SubscriptionMethods(chain, feed, new LogMethods(chain), quota).addTo(methods);
    store.add(0, 0);
  }

  private EventSource subscribe(String name, String params) {
    return Objects.requireNonNull(methods.stream("eth", name))
        .subscribe(new Params(Json.parse(params), CALLER), wakes::incrementAndGet);
  }

  private static List<JsonNode> drain(EventSource events) {
    List<JsonNode> out = new ArrayList<>();
    for (JsonNode event = events.next(); event != null; event = events.next()) {
      out.add(JsonTrees.of(event));
    }
    return out;
  }

  private void head(List<Hash> removed, List<Hash> added) {
    feed.onHead(new HeadChange(removed, added, added.getLast()));
  }

  private static void assertLost(EventSource events) {
    assertThatThrownBy(events::next)
        .isInstanceOf(RpcException.class)
        .hasMessageContaining("reads too slowly");
  }

  @Test
  void tellsEveryHead() {
    EventSource heads = subscribe("newHeads", "[]");
    Hash one = store.add(1, 0);
    Hash two = store.add(2, 0);
    head(List.of(), List.of(one, two));
    Hash other = store.add(2, 1);
    head(List.of(two), List.of(other));
    assertThat(drain(heads))
        .extracting(head -> head.path("hash").stringValue())
        .containsExactly(one.toHex(), two.toHex(), other.toHex());
    assertThat(wakes).hasValue(2);
  }

  @Test
  void tellsAllLogsOfABigBlock() {
    EventSource logs = subscribe("logs", "[{}]");
    head(List.of(), List.of(store.add(1, 21_000)));
    List<JsonNode> events = drain(logs);
    assertThat(events).hasSize(21_000);
    for (int i = 0; i < events.size(); i++) {
      assertThat(events.get(i).path("logIndex").stringValue())
          .isEqualTo("0x" + Integer.toHexString(i));
    }
  }

  @Test
  void tellsOnlyLogsOfTheRange() {
    EventSource two = subscribe("logs", "[{\"fromBlock\": \"0x1\", \"toBlock\": \"0x2\"}]");
    EventSource future = subscribe("logs", "[{\"fromBlock\": \"0x3e8\"}]");
    EventSource all = subscribe("logs", "[]");
    for (int number = 1; number <= 3; number++) {
      head(List.of(), List.of(store.add(number, 1)));
    }
    assertThat(drain(two))
        .extracting(log -> log.path("blockNumber").stringValue())
        .containsExactly("0x1", "0x2");
    assertThat(drain(future)).isEmpty();
    assertThat(drain(all)).hasSize(3);
    assertThatThrownBy(() -> subscribe("logs", "[{\"fromBlock\": \"0x2\", \"toBlock\": \"0x1\"}]"))
        .isInstanceOf(RpcException.class)
        .hasMessage("invalid block range params");
    assertThatThrownBy(() -> subscribe("logs", "[{\"toBlock\": \"pending\"}]"))
        .hasMessage("pending logs are not supported");
  }

  @Test
  void tellsRemovedLogsBeforeThoseOfTheNewChain() {
    EventSource logs = subscribe("logs", "[{}]");
    Hash old = store.add(1, 1);
    head(List.of(), List.of(old));
    Hash other = store.add(1, 2);
    head(List.of(old), List.of(other));
    assertThat(drain(logs))
        .extracting(log -> log.path("removed").booleanValue())
        .containsExactly(false, true, false, false);
  }

  @Test
  void tellsTheReceiptsOfABlockInOneEvent() {
    EventSource all = subscribe("transactionReceipts", "[]");
    Hash one = store.add(1, 1);
    Hash two = store.add(2, 2);
    String first = store.transactionOf(one).toHex();
    EventSource some =
        subscribe("transactionReceipts", "[{\"transactionHashes\": [\"" + first + "\"]}]");
    head(List.of(), List.of(one, two));
    assertThat(drain(all))
        .extracting(event -> event.get(0).path("blockHash").stringValue())
        .containsExactly(one.toHex(), two.toHex());
    List<JsonNode> chosen = drain(some);
    assertThat(chosen).hasSize(1);
    assertThat(chosen.getFirst()).hasSize(1);
    assertThat(chosen.getFirst().get(0).path("transactionHash").stringValue()).isEqualTo(first);
    assertThat(chosen.getFirst().get(0).path("logs")).hasSize(1);
  }

  @Test
  void refusesReceiptsOfMoreThan200Transactions() {
    StringBuilder hashes = new StringBuilder();
    for (int i = 0; i <= 200; i++) {
      hashes
          .append(i == 0 ? "" : ",")
          .append(Json.array().add(UInt256.of(i).toHash().toHex()).get(0));
    }
    assertThatThrownBy(
            () -> subscribe("transactionReceipts", "[{\"transactionHashes\": [" + hashes + "]}]"))
        .isInstanceOf(RpcException.class)
        .hasMessageStartingWith("exceed max number of transaction hashes");
  }

  @Test
  void tellsOnceThatItDoesNotSynchronize() {
    EventSource syncing = subscribe("syncing", "[]");
    assertThat(drain(syncing)).containsExactly(JsonValues.bool(false));
    head(List.of(), List.of(store.add(1, 0)));
    assertThat(drain(syncing)).isEmpty();
  }

  @Test
  void failsRatherThanTellPartOfTheLogs() {
    EventSource logs = subscribe("logs", "[{}]");
    Hash one = store.add(1, 5);
    head(List.of(), List.of(one));
    assertThat(logs.next()).isNotNull();
    for (int number = 2; number < 110; number++) {
      head(List.of(), List.of(store.add(number, 1)));
    }
    assertLost(logs);
  }

  @Test
  void failsRatherThanLeaveOutAHead() {
    EventSource heads = subscribe("newHeads", "[]");
    EventSource logs = subscribe("logs", "[{}]");
    feed.onMissedHeads(store.add(1, 1));
    assertLost(heads);
    assertLost(logs);
    assertThat(wakes).hasValue(2);
  }

  @Test
  void failsWhenABlockIsNotStoredAnyMore() {
    EventSource heads = subscribe("newHeads", "[]");
    Hash one = store.add(1, 1);
    head(List.of(), List.of(one));
    store.remove(one);
    assertLost(heads);
  }

  @Test
  void tellsPendingTransactionsAsHashesOrInFull() {
    EventSource hashes = subscribe("newPendingTransactions", "[]");
    EventSource full = subscribe("newPendingTransactions", "[true]");
    var transaction = EngineRig.transfer(EngineRig.ALICE, 0, 1);
    feed.onPending(transaction);
    assertThat(drain(hashes))
        .extracting(JsonNode::stringValue)
        .containsExactly(transaction.hash().toHex());
    assertThat(drain(full))
        .extracting(json -> json.path("from").stringValue())
        .containsExactly(EngineRig.address(EngineRig.ALICE).toHex());
  }

  @Test
  void boundsTheTransactionsHeldForSlowReadersByBytes() {
    EventSource hashes = subscribe("newPendingTransactions", "[]");
    EventSource full = subscribe("newPendingTransactions", "[true]");
    for (int nonce = 0; nonce < 50; nonce++) {
      feed.onPending(EngineRig.transfer(EngineRig.ALICE, nonce, 1));
    }
    assertLost(full);
    assertThat(drain(hashes)).hasSize(50);
  }

  @Test
  void endsWithItsConnection() {
    EventSource heads = subscribe("newHeads", "[]");
    heads.close();
    heads.close();
    head(List.of(), List.of(store.add(1, 0)));
    assertThat(heads.next()).isNull();
    assertThat(wakes).hasValue(0);
    assertThat(quota.items()).isZero();
  }

  @Test
  void wakesEachSubscriptionOfAConnectionUntilItEnds() {
    EventSource one = subscribe("newHeads", "[]");
    subscribe("newHeads", "[]");
    one.close();
    head(List.of(), List.of(store.add(1, 0)));
    assertThat(wakes).hasValue(1);
  }

  @Test
  void countsAgainstTheQuotaOfItsCaller() {
    for (int i = 0; i < 4; i++) {
      subscribe("logs", "[{}]");
    }
    assertThatThrownBy(() -> subscribe("newHeads", "[]")).isInstanceOf(RpcException.class);
  }
}
