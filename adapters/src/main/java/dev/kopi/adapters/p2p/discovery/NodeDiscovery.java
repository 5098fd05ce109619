package dev.kopi.adapters.p2p.discovery;

import dev.kopi.adapters.p2p.identity.NodeIdentity;
import dev.kopi.core.crypto.ecdsa.Secp256k1;
import dev.kopi.core.p2p.record.NodeRecord;
import dev.kopi.core.p2p.record.OpStackEntry;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.DecodeException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.apache.tuweni.bytes.Bytes32;
import org.apache.tuweni.crypto.SECP256K1;
import org.apache.tuweni.units.bigints.UInt64;
import org.ethereum.beacon.discovery.AddressAccessPolicy;
import org.ethereum.beacon.discovery.DiscoverySystemBuilder;
import org.ethereum.beacon.discovery.MutableDiscoverySystem;
import org.ethereum.beacon.discovery.crypto.DefaultSigner;
import org.ethereum.beacon.discovery.crypto.Signer;
import org.ethereum.beacon.discovery.schema.NodeRecordBuilder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds nodes of the same chain by discv5. The threads are the library's; whoever calls {@link
 * #find} learns whether they still answer.
 *
 * @see <a href="https://github.com/ethereum/devp2p/blob/master/discv5/discv5.md">discv5</a>
 */
public final class NodeDiscovery implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(NodeDiscovery.class);

  private final DiscoveryConfig config;
  private final Secp256k1 curve;
  private final Signer signer;
  private final MutableDiscoverySystem system;

  /**
   * Does not listen yet.
   *
   * @param seq the version of this node's record: higher than in earlier runs
   */
  public NodeDiscovery(DiscoveryConfig config, NodeIdentity identity, Secp256k1 curve, long seq) {
    this.config = config;
    this.curve = curve;
    this.signer =
        new DefaultSigner(
            SECP256K1.SecretKey.fromBytes(Bytes32.wrap(identity.privateKey().toArray())));
    NodeRecordBuilder record =
        new NodeRecordBuilder()
            .signer(signer)
            .seq(UInt64.valueOf(seq))
            .customField(OpStackEntry.KEY, foreign(entry().encode()));
    InetAddress address = ownAddress();
    if (address != null) {
      record.address(address.getHostAddress(), config.advertisedUdp(), config.advertisedTcp());
    }
    this.system =
        new DiscoverySystemBuilder()
            .signer(signer)
            .localNodeRecord(record.build())
            .listen(config.listen().getAddress().getHostAddress(), config.listen().getPort())
            .newAddressHandler(this::seenAt)
            .addressAccessPolicy(new Allowed())
            .bootnodes(config.bootnodes().stream().map(this::foreign).toList())
            .buildMutable();
  }

  private OpStackEntry entry() {
    return new OpStackEntry(config.chainId().toBigInteger().longValue(), 0);
  }

  /** The address that the record starts with; null when others must tell. */
  private @Nullable InetAddress ownAddress() {
    InetAddress advertised = config.advertised();
    if (advertised != null) {
      return advertised;
    }
    InetAddress listen = config.listen().getAddress();
    return listen.isAnyLocalAddress() ? null : listen;
  }

  /** Others agree that they see this node at an address. */
  private Optional<org.ethereum.beacon.discovery.schema.NodeRecord> seenAt(
      org.ethereum.beacon.discovery.schema.NodeRecord record, InetSocketAddress address) {
    if (ownAddress() != null) {
      return Optional.empty();
    }
    LOG.atInfo()
        .addKeyValue("address", address.getAddress().getHostAddress())
        .log("other nodes see this node at an address");
    return Optional.of(
        record.withNewAddress(
            new InetSocketAddress(address.getAddress(), config.advertisedUdp()),
            Optional.of(config.advertisedTcp()),
            Optional.empty(),
            signer));
  }

  /**
   * Listens.
   *
   * @throws IOException when it cannot, or not in time
   */
  public void start(Duration deadline) throws IOException {
    answer(system.start(), deadline);
  }

  /**
   * Looks for nodes.
   *
   * @return those of the chain that answer, with an IPv4 address and a TCP port
   * @throws IOException when discovery failed or did not answer in time
   */
  public List<NodeRecord> find(Duration deadline) throws IOException {
    var found = answer(system.searchForNewPeers(), deadline);
    Map<Bytes, NodeRecord> nodes = new LinkedHashMap<>();
    Stream.concat(found.stream(), system.streamLiveNodes())
        .map(this::own)
        .flatMap(Optional::stream)
        .filter(this::isWanted)
        .forEach(node -> nodes.putIfAbsent(node.publicKey(), node));
    return List.copyOf(nodes.values());
  }

  /** The nodes of the table, of whatever chain. */
  public List<NodeRecord> table() {
    return system.getNodeRecordBuckets().stream()
        .flatMap(List::stream)
        .map(this::own)
        .flatMap(Optional::stream)
        .toList();
  }

  /** This node's record as of now. */
  public NodeRecord self() {
    return own(system.getLocalNodeRecord()).orElseThrow();
  }

  private boolean isWanted(NodeRecord node) {
    try {
      OpStackEntry entry = node.opStack();
      return entry != null
          && entry.isOf(config.chainId())
          && node.ip4() != null
          && node.tcp() != null
          && !node.publicKey().equals(self().publicKey());
    } catch (DecodeException e) {
      return false;
    }
  }

  private org.ethereum.beacon.discovery.schema.NodeRecord foreign(NodeRecord node) {
    return org.ethereum.beacon.discovery.schema.NodeRecordFactory.DEFAULT.fromBytes(
        foreign(node.encoded()));
  }

  private static org.apache.tuweni.bytes.Bytes foreign(Bytes bytes) {
    return org.apache.tuweni.bytes.Bytes.wrap(bytes.toArray());
  }

  private Optional<NodeRecord> own(org.ethereum.beacon.discovery.schema.NodeRecord node) {
    try {
      return Optional.of(NodeRecord.decode(Bytes.wrap(node.serialize().toArrayUnsafe()), curve));
    } catch (DecodeException e) {
      LOG.debug("discovery: a node record is malformed: {}", e.getMessage());
      return Optional.empty();
    }
  }

  private static <T> T answer(CompletableFuture<T> future, Duration deadline) throws IOException {
    try {
      return future.get(deadline.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new IOException("discovery did not answer in time", e);
    } catch (ExecutionException e) {
      throw new IOException("discovery failed: " + e.getCause(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  @Override
  public void close() {
    system.stop();
  }

  private final class Allowed implements AddressAccessPolicy {
    @Override
    public boolean allow(InetSocketAddress address) {
      InetAddress ip = address.getAddress();
      return ip != null && config.allowed().test(ip);
    }
  }
}
