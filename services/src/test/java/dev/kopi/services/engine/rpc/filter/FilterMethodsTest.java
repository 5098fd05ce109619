package dev.kopi.services.engine.rpc.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kopi.adapters.json.Json;
import dev.kopi.adapters.rpc.RpcException;
import dev.kopi.adapters.rpc.dispatch.Caller;
import dev.kopi.adapters.rpc.dispatch.Params;
import dev.kopi.adapters.rpc.dispatch.RpcHandler;
import dev.kopi.adapters.rpc.dispatch.RpcMethods;
import dev.kopi.core.primitives.Hash;
import dev.kopi.services.engine.EngineRig;
import dev.kopi.services.engine.chain.HeadChange;
import dev.kopi.services.engine.rpc.JsonTrees;
import dev.kopi.services.engine.rpc.chain.ChainView;
import dev.kopi.services.engine.rpc.limit.CallPool;
import dev.kopi.services.engine.rpc.limit.DeadlineWatch;
import dev.kopi.services.engine.rpc.limit.LimitedMethods;
import dev.kopi.services.lifecycle.RoleHealth;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class FilterMethodsTest {
  private static final Caller CALLER = new Caller("192.0.2.1", 1, false);

  private final StoredBlocks store = new StoredBlocks();
  private final ChainFeed feed = new ChainFeed(100, 100, 10_000);
  private final CallerQuota quota = new CallerQuota(new CallerQuota.Limits(4, 100_000, 8, 200_000));
  private final CallPool pool =
      new CallPool(
          "test",
          CallPool.Limits.of(1, Duration.ofMinutes(1)),
          new DeadlineWatch(InstantSource.system()),
          new RoleHealth("test"));
  private final Map<String, RpcHandler> handlers = new HashMap<>();
  private long nowMillis = 1_000_000;

  FilterMethodsTest() {
    ChainView chain = new ChainView(store, EngineRig.l1(), EngineRig.CRYPTO);
    FilterMethods methods =
        new FilterMethods(
            chain,
            feed,
            new LogMethods(chain),
            quota,
            () -> Instant.ofEpochMilli(nowMillis),
            new Random(1));
    RpcMethods all = new RpcMethods();
    methods.addTo(all);
    methods.addReading(new LimitedMethods(all, pool));
    for (String name : all.names()) {
      handlers.put(name, handler(all, name));
    }
    store.add(0, 0);
  }

  @AfterEach
  void close() {
    pool.close();
  }

  private static RpcHandler handler(RpcMethods methods, String name) {
    return Objects.requireNonNull(methods.handler(name));
  }

  private JsonNode call(Caller caller, String method, String params) {
    RpcHandler handler = Objects.requireNonNull(handlers.get(method));
    return JsonTrees.of(handler.handle(new Params(Json.parse(params), caller)));
  }

  private JsonNode call(String method, String params) {
    return call(CALLER, method, params);
  }

  private String install(String method, String params) {
    return call(method, params).stringValue();
  }

  private JsonNode poll(String id) {
    return call("eth_getFilterChanges", "[\"" + id + "\"]");
  }

  private void head(List<Hash> removed, List<Hash> added) {
    feed.onHead(new HeadChange(removed, added, added.getLast()));
  }

  private static List<String> places(JsonNode logs) {
    List<String> out = new ArrayList<>();
    for (JsonNode log : logs) {
      String removed = log.path("removed").booleanValue() ? "-" : "+";
      out.add(
          removed
              + log.path("blockNumber").stringValue()
              + "."
              + Long.decode(log.path("logIndex").stringValue()));
    }
    return out;
  }

  private void assertNotFound(String id) {
    assertThatThrownBy(() -> poll(id))
        .isInstanceOf(RpcException.class)
        .hasMessage("filter not found");
  }

  @Test
  void givesEachBlockOnce() {
    String id = install("eth_newBlockFilter", "[]");
    Hash one = store.add(1, 0);
    Hash two = store.add(2, 0);
    head(List.of(), List.of(one, two));
    assertThat(poll(id))
        .extracting(JsonNode::stringValue)
        .containsExactly(one.toHex(), two.toHex());
    assertThat(poll(id)).isEmpty();
  }

  @Test
  void givesNothingOfBlocksBeforeTheFilter() {
    head(List.of(), List.of(store.add(1, 3)));
    assertThat(poll(install("eth_newFilter", "[{}]"))).isEmpty();
    assertThat(poll(install("eth_newBlockFilter", "[]"))).isEmpty();
  }

  @Test
  void givesTheLogsOfRemovedBlocksFirst() {
    String id = install("eth_newFilter", "[{}]");
    Hash old = store.add(1, 2);
    head(List.of(), List.of(old));
    assertThat(places(poll(id))).containsExactly("+0x1.0", "+0x1.1");
    Hash other = store.add(1, 1);
    Hash next = store.add(2, 1);
    head(List.of(old), List.of(other, next));
    assertThat(places(poll(id))).containsExactly("-0x1.0", "-0x1.1", "+0x1.0", "+0x2.0");
  }

  @Test
  void givesOnlyMatchingLogs() {
    String other = install("eth_newFilter", "[{\"address\": \"0x" + "dd".repeat(20) + "\"}]");
    String own =
        install("eth_newFilter", "[{\"address\": \"" + StoredBlocks.CONTRACT.toHex() + "\"}]");
    head(List.of(), List.of(store.add(1, 3)));
    assertThat(poll(other)).isEmpty();
    assertThat(poll(own)).hasSize(3);
  }

  @Test
  void givesOnlyLogsOfTheRange() {
    String two = install("eth_newFilter", "[{\"fromBlock\": \"0x1\", \"toBlock\": \"0x2\"}]");
    String future = install("eth_newFilter", "[{\"fromBlock\": \"0x3e8\"}]");
    String since = install("eth_newFilter", "[{\"fromBlock\": \"0x3\", \"toBlock\": \"latest\"}]");
    String early =
        install("eth_newFilter", "[{\"fromBlock\": \"earliest\", \"toBlock\": \"0x1\"}]");
    List<Hash> blocks = new ArrayList<>();
    for (int number = 1; number <= 4; number++) {
      blocks.add(store.add(number, 1));
    }
    head(List.of(), blocks);
    assertThat(places(poll(two))).containsExactly("+0x1.0", "+0x2.0");
    assertThat(poll(future)).isEmpty();
    assertThat(places(poll(since))).containsExactly("+0x3.0", "+0x4.0");
    assertThat(places(poll(early))).containsExactly("+0x1.0");
    head(blocks.subList(1, 2), List.of(store.add(2, 2)));
    assertThat(places(poll(two))).containsExactly("-0x2.0", "+0x2.0", "+0x2.1");
  }

  @Test
  void givesAllLogsOfABlockWithMoreThanOneAnswerTakes() {
    String id = install("eth_newFilter", "[{}]");
    head(List.of(), List.of(store.add(1, 20_100), store.add(2, 1)));
    List<String> first = places(poll(id));
    List<String> second = places(poll(id));
    assertThat(first).hasSize(20_000).startsWith("+0x1.0");
    assertThat(second).hasSize(101).startsWith("+0x1.20000").endsWith("+0x1.20099", "+0x2.0");
    assertThat(poll(id)).isEmpty();
  }

  @Test
  void endsAFilterThatIsTooFarBehind() {
    String blocks = install("eth_newBlockFilter", "[]");
    String logs = install("eth_newFilter", "[{}]");
    for (int number = 1; number <= 101; number++) {
      head(List.of(), List.of(store.add(number, 1)));
    }
    assertNotFound(blocks);
    assertNotFound(logs);
    assertNotFound(logs);
    assertThat(quota.items()).isZero();
  }

  @Test
  void endsAFilterWhenHeadsWereMissed() {
    String id = install("eth_newFilter", "[{}]");
    Hash head = store.add(1, 1);
    feed.onMissedHeads(head);
    assertNotFound(id);
    assertThat(poll(install("eth_newFilter", "[{}]"))).isEmpty();
  }

  @Test
  void endsAFilterWhoseBlocksAreNotStoredAnyMore() {
    String id = install("eth_newFilter", "[{}]");
    Hash one = store.add(1, 1);
    head(List.of(), List.of(one));
    store.prune(one);
    assertNotFound(id);
  }

  @Test
  void givesHashesOfPendingTransactionsUpToABound() {
    String id = install("eth_newPendingTransactionFilter", "[]");
    feed.onPending(EngineRig.transfer(EngineRig.ALICE, 0, 1));
    assertThat(poll(id)).hasSize(1);
    for (int nonce = 1; nonce <= 101; nonce++) {
      feed.onPending(EngineRig.transfer(EngineRig.ALICE, nonce, 1));
    }
    assertNotFound(id);
  }

  @Test
  void givesWholePendingTransactionsOnRequest() {
    String whole = install("eth_newPendingTransactionFilter", "[true]");
    String hashes = install("eth_newPendingTransactionFilter", "[false]");
    var transaction = EngineRig.transfer(EngineRig.ALICE, 0, 1);
    feed.onPending(transaction);
    JsonNode given = poll(whole).get(0);
    assertThat(given.path("hash").stringValue()).isEqualTo(transaction.hash().toHex());
    assertThat(given.path("from").stringValue())
        .isEqualTo(EngineRig.address(EngineRig.ALICE).toHex());
    assertThat(given.path("blockHash").isNull()).isTrue();
    assertThat(poll(hashes).get(0).stringValue()).isEqualTo(transaction.hash().toHex());
    assertThat(poll(whole)).isEmpty();
  }

  @Test
  void endsAFilterThatIsNotPolledForFiveMinutes() {
    String polled = install("eth_newBlockFilter", "[]");
    String left = install("eth_newBlockFilter", "[]");
    nowMillis += Filters.LIFETIME.toMillis();
    assertThat(poll(polled)).isEmpty();
    nowMillis += 1;
    assertNotFound(left);
    assertThat(poll(polled)).isEmpty();
    assertThat(quota.items()).isEqualTo(1);
  }

  @Test
  void makesRoomByEndingExpiredFilters() {
    for (int i = 0; i < 4; i++) {
      install("eth_newBlockFilter", "[]");
    }
    assertThatThrownBy(() -> install("eth_newBlockFilter", "[]")).isInstanceOf(RpcException.class);
    nowMillis += Filters.LIFETIME.toMillis() + 1;
    install("eth_newBlockFilter", "[]");
    assertThat(quota.items()).isEqualTo(1);
  }

  @Test
  void leavesRoomForOtherCallers() {
    for (int i = 0; i < 4; i++) {
      install("eth_newFilter", "[{}]");
    }
    assertThatThrownBy(() -> install("eth_newFilter", "[{}]")).isInstanceOf(RpcException.class);
    call(new Caller("192.0.2.2", 2, false), "eth_newFilter", "[{}]");
  }

  @Test
  void countsTheBytesOfCriteria() {
    String topic = "\"0x" + "11".repeat(32) + "\"";
    String topics = String.join(",", java.util.Collections.nCopies(1000, topic));
    assertThatThrownBy(() -> install("eth_newFilter", "[{\"topics\": [[" + topics + "]]}]"))
        .hasMessageContaining("too many filters");
    assertThat(quota.bytes()).isZero();
    install("eth_newFilter", "[{\"comment\": \"" + "x".repeat(1_000_000) + "\"}]");
    assertThat(quota.bytes()).isLessThan(1000);
  }

  @Test
  void uninstallsAFilter() {
    String id = install("eth_newBlockFilter", "[]");
    assertThat(call("eth_uninstallFilter", "[\"" + id + "\"]").booleanValue()).isTrue();
    assertThat(call("eth_uninstallFilter", "[\"" + id + "\"]").booleanValue()).isFalse();
    assertNotFound(id);
    assertThat(quota.items()).isZero();
  }

  @Test
  void readsTheRangeOfALogFilter() {
    String id = install("eth_newFilter", "[{\"fromBlock\": \"0x1\", \"toBlock\": \"latest\"}]");
    store.add(1, 1);
    store.add(2, 2);
    assertThat(places(call("eth_getFilterLogs", "[\"" + id + "\"]")))
        .containsExactly("+0x1.0", "+0x2.0", "+0x2.1");
    String blocks = install("eth_newBlockFilter", "[]");
    assertThatThrownBy(() -> call("eth_getFilterLogs", "[\"" + blocks + "\"]"))
        .hasMessage("filter not found");
  }
}
