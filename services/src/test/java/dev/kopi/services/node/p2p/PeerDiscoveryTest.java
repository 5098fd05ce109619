package dev.kopi.services.node.p2p;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kopi.adapters.rpc.dispatch.Params;
import dev.kopi.core.chain.spec.OpFork;
import dev.kopi.core.chain.spec.OpSpec;
import dev.kopi.core.crypto.Crypto;
import dev.kopi.core.crypto.ecdsa.PrivateKey;
import dev.kopi.core.p2p.block.GossipChain;
import dev.kopi.core.p2p.gate.PeerGate;
import dev.kopi.core.p2p.peer.PeerAddress;
import dev.kopi.core.p2p.peer.PeerId;
import dev.kopi.core.p2p.record.EnodeUrl;
import dev.kopi.core.p2p.record.NodeRecord;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.services.lifecycle.RoleHealth;
import dev.kopi.services.node.driver.UnsafePayloadOutcome;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

@Timeout(120)
class PeerDiscoveryTest {
  private static final Crypto CRYPTO = Crypto.portable();

  @TempDir private Path folder;

  private final List<PeerToPeer> nodes = new ArrayList<>();

  private static GossipChain chain(long id) {
    Map<OpFork, Long> times = new EnumMap<>(OpFork.class);
    times.put(OpFork.REGOLITH, 0L);
    return new GossipChain(UInt256.of(id), 0, 1_700_000_000, 1, new OpSpec(times, 6, 50, 250));
  }

  private static DiscoverySettings discovery(@Nullable Path store, PeerToPeer... bootnodes) {
    return new DiscoverySettings(
        0,
        null,
        0,
        0,
        Stream.of(bootnodes).map(node -> Objects.requireNonNull(node.record())).toList(),
        List.of(),
        store);
  }

  private PeerToPeer start(
      long key, long chainId, @Nullable Path peerStore, @Nullable DiscoverySettings discovery)
      throws IOException {
    PeerToPeer node =
        new PeerToPeer(
            new PeerToPeerConfig(
                PrivateKey.of(UInt256.of(key)),
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                null,
                List.of(),
                null,
                Duration.ofSeconds(60),
                20,
                30,
                true,
                true,
                -100,
                Duration.ofHours(1),
                false,
                Duration.ofMinutes(10),
                peerStore,
                discovery),
            chain(chainId),
            CRYPTO,
            () -> null,
            "kopi/test",
            InstantSource.system(),
            new RoleHealth("test"));
    nodes.add(node);
    node.start(
        block -> CompletableFuture.completedFuture(new UnsafePayloadOutcome.Queued()),
        () -> 0,
        number -> null);
    return node;
  }

  private static void await(String what, BooleanSupplier condition) throws InterruptedException {
    long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as(what).isLessThan(end);
      TimeUnit.MILLISECONDS.sleep(20);
    }
  }

  private static JsonNode call(PeerToPeer node, String method) {
    return Objects.requireNonNull(
        Objects.requireNonNull(node.methods().handler(method))
            .handle(new Params(JsonNodeFactory.instance.arrayNode())));
  }

  private static boolean isConnected(PeerToPeer from, PeerToPeer to) {
    PeerId peer = Objects.requireNonNull(to.address().peer());
    return from.connections().stream().anyMatch(one -> one.peer().equals(peer));
  }

  @AfterEach
  void close() {
    nodes.forEach(PeerToPeer::close);
  }

  @Test
  void threeNodesFindEachOtherThroughOneBootnode() throws Exception {
    PeerToPeer bootnode = start(1, 901, null, discovery(null));
    PeerToPeer first = start(2, 901, null, discovery(null, bootnode));
    PeerToPeer second = start(3, 901, null, discovery(null, bootnode));
    PeerToPeer stranger = start(4, 902, null, discovery(null, bootnode));
    await(
        "connections",
        () ->
            isConnected(first, second)
                && isConnected(first, bootnode)
                && isConnected(second, bootnode));
    assertThat(stranger.connections()).isEmpty();
    JsonNode table = call(first, "opp2p_discoveryTable");
    assertThat(table.size()).isPositive();
    assertThat(NodeRecord.parse(table.get(0).stringValue(), CRYPTO.secp256k1())).isNotNull();
    assertThat(call(first, "opp2p_self").get("ENR").stringValue()).startsWith("enr:");
  }

  @Test
  void nodesFindEachOtherThroughABootnodeNamedByItsKey() throws Exception {
    PeerToPeer bootnode = start(1, 901, null, discovery(null));
    NodeRecord record = Objects.requireNonNull(bootnode.record());
    String url =
        "enode://"
            + record.publicKey().toString().substring(2)
            + "@127.0.0.1:"
            + record.tcp()
            + "?discport="
            + record.udp();
    DiscoverySettings named =
        new DiscoverySettings(0, null, 0, 0, List.of(EnodeUrl.parse(url)), List.of(), null);
    PeerToPeer first = start(2, 901, null, named);
    PeerToPeer second = start(3, 901, null, named);
    await("a connection", () -> isConnected(first, second));
  }

  @Test
  void aNodeDialsThePeersThatItReachedBeforeItsRestart() throws Exception {
    PeerToPeer bootnode = start(1, 901, null, discovery(null));
    Path store = folder.resolve("peers");
    PeerToPeer first = start(2, 901, store, discovery(null, bootnode));
    await("a connection", () -> isConnected(first, bootnode));
    await("the file", () -> Files.exists(store.resolve("peers.json")));
    await(
        "its content",
        () -> {
          try {
            return Files.readString(store.resolve("peers.json"))
                .contains(bootnode.address().toString());
          } catch (IOException e) {
            throw new AssertionError(e);
          }
        });
    first.close();
    nodes.remove(first);
    PeerToPeer again = start(2, 901, store, null);
    await("the connection", () -> isConnected(again, bootnode));
  }

  @Test
  void bansBlocksAndTheTableOutliveAKill() throws Exception {
    Path store = folder.resolve("peers");
    PeerGate.Subnet subnet = new PeerGate.Subnet(Bytes.wrap(new byte[] {10, 0, 0, 0}), 8);
    PeerId peer = peer(99);
    long until = System.currentTimeMillis() + 3_600_000;
    PeerRecords records =
        new PeerRecords(
            System.currentTimeMillis(),
            Map.of(PeerAddress.parse("/ip4/10.0.0.1/tcp/9222/p2p/" + peer), 5L),
            Map.of(),
            Map.of(peer, until),
            Map.of(Bytes.wrap(new byte[] {10, 1, 2, 3}), until),
            List.of(peer(98)),
            List.of(Bytes.wrap(new byte[] {10, 9, 9, 9})),
            List.of(subnet));
    PeerRecordsFile file = new PeerRecordsFile(store.resolve("peers.json"));
    file.write(records);
    // A kill while the file was replaced leaves a part behind.
    Files.writeString(store.resolve("peers.json.tmp"), "{\"savedAt\":");
    assertThat(file.read()).isEqualTo(records);

    PeerToPeer node = start(2, 901, store, null);
    assertThat(call(node, "opp2p_peerStats").get("banned").intValue()).isEqualTo(1);
    assertThat(call(node, "opp2p_listBlockedPeers").get(0).stringValue())
        .isEqualTo(peer(98).toString());
    assertThat(call(node, "opp2p_listBlockedSubnets").get(0).stringValue()).isEqualTo("10.0.0.0/8");
    assertThat(call(node, "opp2p_listBlockedAddrs").get(0).stringValue()).isEqualTo("10.9.9.9");
  }

  @Test
  void aDamagedFileOfPeersIsLeftOut() throws Exception {
    Path store = folder.resolve("peers");
    Files.createDirectories(store);
    Files.writeString(store.resolve("peers.json"), "{\"savedAt\":12,\"peerBans\":{\"x\":true}}");
    PeerToPeer node = start(2, 901, store, null);
    assertThat(call(node, "opp2p_peerStats").get("banned").intValue()).isZero();
  }

  private static PeerId peer(long key) {
    return new dev.kopi.adapters.p2p.identity.NodeIdentity(
            PrivateKey.of(UInt256.of(key)), CRYPTO.secp256k1())
        .peerId();
  }
}
