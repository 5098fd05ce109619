package dev.kopi.services.node.p2p;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kopi.adapters.p2p.payload.PayloadSource;
import dev.kopi.adapters.rpc.RpcException;
import dev.kopi.adapters.rpc.dispatch.Params;
import dev.kopi.adapters.telemetry.Metrics;
import dev.kopi.core.chain.receipt.Bloom;
import dev.kopi.core.chain.spec.OpFork;
import dev.kopi.core.chain.spec.OpSpec;
import dev.kopi.core.chain.spec.Rules;
import dev.kopi.core.crypto.Crypto;
import dev.kopi.core.crypto.ecdsa.PrivateKey;
import dev.kopi.core.crypto.hash.Keccak256;
import dev.kopi.core.engineapi.ExecutionPayload;
import dev.kopi.core.engineapi.PayloadEnvelope;
import dev.kopi.core.execution.block.Payloads;
import dev.kopi.core.p2p.block.GossipChain;
import dev.kopi.core.p2p.peer.PeerAddress;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.core.rollup.UnsafePayloads;
import dev.kopi.services.lifecycle.RoleHealth;
import dev.kopi.services.node.driver.UnsafePayloadOutcome;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

@Timeout(90)
class PeerToPeerTest {
  private static final Crypto CRYPTO = Crypto.portable();
  private static final PrivateKey SIGNER = key(77);
  private static final PrivateKey STRANGER = key(78);
  private static final GossipChain CHAIN = chain();

  private final RoleHealth health = new RoleHealth("test");
  private final List<PeerToPeer> nodes = new ArrayList<>();
  private final BlockingQueue<UnsafePayloads.Entry> arrived = new LinkedBlockingQueue<>();

  private static PrivateKey key(long number) {
    return PrivateKey.of(UInt256.of(number));
  }

  private static GossipChain chain() {
    Map<OpFork, Long> times = new EnumMap<>(OpFork.class);
    for (OpFork fork : OpFork.values()) {
      if (OpFork.JOVIAN.atLeast(fork)) {
        times.put(fork, 0L);
      }
    }
    return new GossipChain(UInt256.of(901), 0, 1_700_000_000, 1, new OpSpec(times, 6, 50, 250));
  }

  private static UnsafePayloads.Entry block(long number) {
    long now = System.currentTimeMillis() / 1000;
    ExecutionPayload open = payload(number, now, Hash.ZERO);
    Rules rules = new Rules(CHAIN.chainId(), OpFork.JOVIAN.execution(), OpFork.JOVIAN, null);
    Hash hash = Payloads.hashOfL2(open, rules, Hash.ZERO);
    return new UnsafePayloads.Entry(payload(number, now, hash), Hash.ZERO);
  }

  private static ExecutionPayload payload(long number, long time, Hash hash) {
    return new ExecutionPayload(
        Hash.ZERO,
        Address.ZERO,
        Hash.ZERO,
        Keccak256.EMPTY_TRIE,
        Bloom.EMPTY,
        Hash.ZERO,
        number,
        30_000_000,
        21_000,
        time,
        Bytes.wrap(new byte[17]),
        UInt256.ONE,
        hash,
        List.of(Bytes.fromHex("0x7e010203")),
        List.of(),
        0L,
        0L,
        Keccak256.EMPTY);
  }

  private static PayloadEnvelope envelope(UnsafePayloads.Entry block) {
    return new PayloadEnvelope(
        block.payload(), UInt256.ZERO, null, null, block.parentBeaconBlockRoot());
  }

  private PeerToPeer node(long key, @Nullable PrivateKey signer, PeerAddress... others)
      throws IOException {
    return node(
        key, signer, () -> CRYPTO.secp256k1().address(SIGNER), Duration.ofMinutes(10), others);
  }

  private PeerToPeer node(
      long key,
      @Nullable PrivateKey signer,
      Supplier<@Nullable Address> signerOnL1,
      Duration signerInterval,
      PeerAddress... others)
      throws IOException {
    PeerToPeer node =
        new PeerToPeer(
            new PeerToPeerConfig(
                key(key),
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                null,
                List.of(others),
                signer == null ? null : BlockSigner.of(signer),
                Duration.ofSeconds(60),
                0,
                30,
                true,
                true,
                -100,
                Duration.ofHours(1),
                true,
                signerInterval,
                null,
                null),
            CHAIN,
            CRYPTO,
            signerOnL1,
            "kopi/test",
            InstantSource.system(),
            health);
    nodes.add(node);
    return node;
  }

  private void start(PeerToPeer node, UnsafePayloadOutcome outcome, PayloadSource source) {
    node.start(
        block -> {
          arrived.add(block);
          return CompletableFuture.completedFuture(outcome);
        },
        () -> 4,
        source);
  }

  private static void await(String what, BooleanSupplier condition) throws InterruptedException {
    long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as(what).isLessThan(end);
      TimeUnit.MILLISECONDS.sleep(20);
    }
  }

  private static @Nullable JsonNode run(PeerToPeer node, String method, String... parameters) {
    var array = JsonNodeFactory.instance.arrayNode();
    for (String parameter : parameters) {
      array.add(parameter);
    }
    return Objects.requireNonNull(node.methods().handler(method)).handle(new Params(array));
  }

  private static JsonNode call(PeerToPeer node, String method) {
    return Objects.requireNonNull(run(node, method));
  }

  private static String id(PeerToPeer node) {
    return Objects.requireNonNull(node.address().peer()).toString();
  }

  @AfterEach
  void close() {
    nodes.forEach(PeerToPeer::close);
  }

  @Test
  void aPublishedBlockReachesTheOtherNode() throws Exception {
    PeerToPeer sequencer = node(1, SIGNER);
    PeerToPeer verifier = node(2, null, sequencer.address());
    start(sequencer, new UnsafePayloadOutcome.Queued(), number -> null);
    start(verifier, new UnsafePayloadOutcome.Queued(), number -> null);
    await("a peer in the topic", () -> !sequencer.scores().isEmpty());
    UnsafePayloads.Entry block = block(5);
    await(
        "the block",
        () -> {
          sequencer.gossip().publish(envelope(block));
          return !arrived.isEmpty();
        });
    assertThat(arrived.poll()).isEqualTo(block);
    assertThat(verifier.connected()).isEqualTo(1);
  }

  /** The signer that SystemConfig named before is accepted until a block of the new one comes. */
  @Test
  void aNewSignerTakesOver() throws Exception {
    AtomicReference<Address> onL1 = new AtomicReference<>(CRYPTO.secp256k1().address(SIGNER));
    Duration often = Duration.ofMillis(100);
    PeerToPeer verifier = node(1, null, onL1::get, often);
    PeerToPeer before = node(2, SIGNER, onL1::get, often, verifier.address());
    PeerToPeer after = node(3, STRANGER, onL1::get, often, verifier.address());
    start(verifier, new UnsafePayloadOutcome.Queued(), number -> null);
    startSilently(before);
    startSilently(after);
    await("peers", () -> verifier.scores().size() == 2);
    publishUntilItArrives(before, 5);
    onL1.set(CRYPTO.secp256k1().address(STRANGER));
    // L1 was asked several times since.
    TimeUnit.MILLISECONDS.sleep(1_000);
    publishUntilItArrives(before, 6);
    publishUntilItArrives(after, 7);
    arrived.clear();
    before.gossip().publish(envelope(block(8)));
    publishUntilItArrives(after, 9);
    assertThat(arrived).extracting(block -> block.payload().blockNumber()).doesNotContain(8L);
  }

  private static void startSilently(PeerToPeer node) {
    node.start(
        block -> CompletableFuture.completedFuture(new UnsafePayloadOutcome.Queued()),
        () -> 4,
        number -> null);
  }

  private void publishUntilItArrives(PeerToPeer node, long number) throws Exception {
    UnsafePayloads.Entry block = block(number);
    await(
        "block " + number,
        () -> {
          node.gossip().publish(envelope(block));
          return arrived.contains(block);
        });
  }

  @Test
  void anErrorWhileABlockIsTakenEndsTheRole() throws Exception {
    PeerToPeer sequencer = node(1, SIGNER);
    PeerToPeer verifier = node(2, null, sequencer.address());
    start(sequencer, new UnsafePayloadOutcome.Queued(), number -> null);
    verifier.start(
        block -> {
          throw new NoClassDefFoundError("test");
        },
        () -> 4,
        number -> null);
    await("a peer in the topic", () -> !sequencer.scores().isEmpty());
    await(
        "the end",
        () -> {
          sequencer.gossip().publish(envelope(block(5)));
          return health.ended() != null;
        });
    assertThat(Objects.requireNonNull(health.ended()).thread()).isEqualTo("gossip-validate");
  }

  @Test
  void aNodeAsksForTheBlocksThatItLacks() throws Exception {
    Map<Long, UnsafePayloads.Entry> chain = Map.of(5L, block(5), 6L, block(6), 7L, block(7));
    PeerToPeer sequencer = node(1, SIGNER);
    PeerToPeer verifier = node(2, null, sequencer.address());
    start(sequencer, new UnsafePayloadOutcome.Queued(), chain::get);
    start(verifier, new UnsafePayloadOutcome.Queued(), number -> null);
    await("a peer in the topic", () -> !sequencer.scores().isEmpty());
    await(
        "the blocks",
        () -> {
          sequencer.gossip().publish(envelope(Objects.requireNonNull(chain.get(7L))));
          return arrived.size() >= 3;
        });
    assertThat(arrived).contains(chain.get(5L), chain.get(6L), chain.get(7L));
  }

  @Test
  void aPeerThatSendsInvalidBlocksIsBanned() throws Exception {
    PeerToPeer honest = node(1, null);
    PeerToPeer hostile = node(2, STRANGER, honest.address());
    start(honest, new UnsafePayloadOutcome.Queued(), number -> null);
    start(hostile, new UnsafePayloadOutcome.Queued(), number -> null);
    await("a peer in the topic", () -> !hostile.scores().isEmpty());
    long[] number = {100};
    await(
        "the ban",
        () -> {
          hostile.gossip().publish(envelope(block(number[0]++)));
          return honest.connections().isEmpty();
        });
    assertThat(arrived).isEmpty();
    String id = id(hostile);
    assertThatThrownBy(() -> run(honest, "opp2p_connectPeer", hostile.address().toString()))
        .isInstanceOf(RpcException.class)
        .hasMessageContaining("blocked");
    assertThat(call(honest, "opp2p_peerStats").get("banned").intValue()).isEqualTo(1);
    assertThat(id).startsWith("16Uiu2HA");
  }

  @Test
  void metricsObserveTheScoresOfPeers() throws Exception {
    PeerToPeer first = node(1, null);
    PeerToPeer second = node(2, null, first.address());
    Metrics metrics = new Metrics("op_node_default");
    new PeerMetrics(metrics, first);
    start(first, new UnsafePayloadOutcome.Queued(), number -> null);
    start(second, new UnsafePayloadOutcome.Queued(), number -> null);
    await("an observation", () -> metrics.text().contains("peer_scores_count"));
    assertThat(metrics.text())
        .contains(
            "op_node_default_peer_scores_bucket{type=\"total\",le=\"-0.05\"} 0",
            "op_node_default_peer_scores_bucket{type=\"total\",le=\"0.0\"} 1",
            "op_node_default_peer_scores_sum{type=\"ipColocation\"} 0.0",
            "op_node_default_peer_scores_count{type=\"reqRespRejectedPayloads\"} 1",
            "op_node_default_p2p_peer_count 1.0");
  }

  @Test
  void operatorsBlockAndConnectPeers() throws Exception {
    PeerToPeer first = node(1, null);
    PeerToPeer second = node(2, null);
    start(first, new UnsafePayloadOutcome.Queued(), number -> null);
    start(second, new UnsafePayloadOutcome.Queued(), number -> null);
    String id = id(second);
    run(first, "opp2p_blockPeer", id);
    assertThat(call(first, "opp2p_listBlockedPeers").get(0).stringValue()).isEqualTo(id);
    assertThatThrownBy(() -> run(first, "opp2p_connectPeer", second.address().toString()))
        .isInstanceOf(RpcException.class);
    run(first, "opp2p_unblockPeer", id);
    run(first, "opp2p_connectPeer", second.address().toString());
    assertThat(call(first, "opp2p_peers").get("totalConnected").intValue()).isEqualTo(1);
    run(first, "opp2p_blockSubnet", "10.0.0.0/8");
    assertThat(call(first, "opp2p_listBlockedSubnets").get(0).stringValue())
        .isEqualTo("10.0.0.0/8");
    run(first, "opp2p_disconnectPeer", id);
    await("the end", () -> second.connections().isEmpty());
    assertThat(call(first, "opp2p_self").get("peerID").stringValue()).isEqualTo(id(first));
  }
}
