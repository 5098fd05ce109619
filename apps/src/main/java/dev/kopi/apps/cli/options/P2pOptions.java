package dev.kopi.apps.cli.options;

import dev.kopi.adapters.ethclient.EthClient;
import dev.kopi.apps.cli.error.CommandFailed;
import dev.kopi.apps.cli.error.WrongUsage;
import dev.kopi.apps.cli.values.BindAddress;
import dev.kopi.apps.cli.values.PeerAddresses;
import dev.kopi.apps.cli.values.Range;
import dev.kopi.core.crypto.Crypto;
import dev.kopi.core.crypto.ecdsa.PrivateKey;
import dev.kopi.core.crypto.ecdsa.Secp256k1;
import dev.kopi.core.p2p.block.GossipChain;
import dev.kopi.core.p2p.gate.PeerGate;
import dev.kopi.core.p2p.peer.PeerAddress;
import dev.kopi.core.p2p.record.EnodeUrl;
import dev.kopi.core.p2p.record.NodeRecord;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.primitives.Hex;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.core.rollup.RollupConfig;
import dev.kopi.services.lifecycle.RoleHealth;
import dev.kopi.services.node.p2p.BlockSigner;
import dev.kopi.services.node.p2p.DiscoverySettings;
import dev.kopi.services.node.p2p.L1BlockSigner;
import dev.kopi.services.node.p2p.NodePeers;
import dev.kopi.services.node.p2p.PeerToPeer;
import dev.kopi.services.node.p2p.PeerToPeerConfig;
import dev.kopi.services.node.p2p.RemoteBlockSigner;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The P2P network of a node: options with op-node's names. */
public final class P2pOptions {
  private static final Duration SIGNER_TIMEOUT = Duration.ofSeconds(2);
  private static final String MEMORY = "memory";
  private static final Set<String> SCORINGS = Set.of("light", "none");

  @Option(names = "--p2p.disable", description = "Take part in no P2P network.")
  private boolean disabled;

  @Option(
      names = "--p2p.priv.path",
      paramLabel = "FILE",
      defaultValue = "opnode_p2p_priv.txt",
      description = "The key that is this node's identity, in hex; written when it is not there.")
  private Path keyFile;

  @Option(
      names = "--p2p.listen.ip",
      paramLabel = "IP",
      defaultValue = "0.0.0.0",
      converter = BindAddress.class,
      description = "The address to listen on for peers.")
  private String listenAddress;

  @Option(
      names = "--p2p.listen.tcp",
      paramLabel = "PORT",
      defaultValue = "9222",
      description = "The port to listen on for peers; 0 takes a free one.")
  @Range(max = 65_535)
  private int listenPort;

  @Option(
      names = "--p2p.advertise.ip",
      paramLabel = "IP",
      description = "The address that peers are told; without, the one that is listened on.")
  private @Nullable String advertisedAddress;

  @Option(
      names = "--p2p.advertise.tcp",
      paramLabel = "PORT",
      defaultValue = "0",
      description = "The port that peers are told; 0: the one that is listened on.")
  @Range(max = 65_535)
  private int advertisedPort;

  @Option(
      names = "--p2p.static",
      paramLabel = "MULTIADDRESS",
      split = ",",
      description = "Peers that are always dialled: /ip4/IP/tcp/PORT/p2p/ID, separated by commas.")
  private List<String> staticPeers = List.of();

  @Option(
      names = "--p2p.sequencer.key",
      paramLabel = "KEY",
      description =
          "The key that signs the blocks of this sequencer, 32 bytes in hex. Best set in the"
              + " environment.")
  private @Nullable PrivateKey sequencerKey;

  @Mixin private SignerOptions remote = new SignerOptions();

  @Option(
      names = "--p2p.gossip.timestamp.threshold",
      paramLabel = "DURATION",
      defaultValue = "60s",
      description = "How old a gossiped block may be.")
  @Range(min = 1)
  private Duration maxAge;

  @Option(
      names = "--p2p.peers.hi",
      paramLabel = "COUNT",
      defaultValue = "30",
      description = "The most peers.")
  @Range(min = 1, max = 1_000)
  private int maxPeers;

  @Option(
      names = "--p2p.peers.lo",
      paramLabel = "COUNT",
      defaultValue = "20",
      description = "How many peers this node looks for.")
  @Range(max = 1_000)
  private int wantedPeers;

  @Option(
      names = "--p2p.no-discovery",
      description = "Discover no peers; only the static ones and those that come are peers.")
  private boolean undiscovered;

  @Option(
      names = "--p2p.bootnodes",
      paramLabel = "ENR",
      split = ",",
      description = "Nodes that discovery asks first: enr:... or enode://..., separated by commas.")
  private List<String> bootnodes = List.of();

  @Option(
      names = "--p2p.listen.udp",
      paramLabel = "PORT",
      defaultValue = "0",
      description = "The UDP port of discovery; 0: that of --p2p.listen.tcp.")
  @Range(max = 65_535)
  private int udpPort;

  @Option(
      names = "--p2p.advertise.udp",
      paramLabel = "PORT",
      defaultValue = "0",
      description = "The UDP port that discovery tells; 0: the one that is listened on.")
  @Range(max = 65_535)
  private int advertisedUdpPort;

  @Option(
      names = "--p2p.netrestrict",
      paramLabel = "CIDR",
      split = ",",
      description = "Discover peers in these subnets alone, separated by commas.")
  private List<String> restrictedTo = List.of();

  @Option(
      names = "--p2p.peerstore.path",
      paramLabel = "DIR",
      defaultValue = "opnode_peerstore_db",
      description =
          "Where peers, bans and scores are kept, in peers.json; 'memory' keeps them nowhere. The"
              + " database of op-node is not read.")
  private String peerStore;

  @Option(
      names = "--p2p.discovery.path",
      paramLabel = "DIR",
      defaultValue = "opnode_discovery_db",
      description =
          "Where discovered nodes are kept, in nodes.txt; 'memory' keeps them nowhere. The database"
              + " of op-node is not read.")
  private String discoveryStore;

  @Option(
      names = "--p2p.scoring",
      paramLabel = "light|none",
      defaultValue = "light",
      description = "Whether peers are scored.")
  private String scoring;

  @Option(
      names = "--p2p.ban.peers",
      defaultValue = "true",
      description = "Ban peers with a low score.")
  private boolean banning;

  @Option(
      names = "--p2p.ban.threshold",
      paramLabel = "NUMBER",
      defaultValue = "-100",
      description = "The score below which a peer is banned.")
  private double banThreshold;

  @Option(
      names = "--p2p.ban.duration",
      paramLabel = "DURATION",
      defaultValue = "1h",
      description = "For how long a peer is banned.")
  @Range(min = 1)
  private Duration banDuration;

  @Option(
      names = "--p2p.sync.req-resp",
      defaultValue = "true",
      description = "Serve blocks to peers that ask for them.")
  private boolean serveBlocks;

  @Option(
      names = "--l1.runtime-config-reload-interval",
      paramLabel = "DURATION",
      defaultValue = "10m",
      description = "How often L1 is asked who signs gossiped blocks.")
  @Range(min = 1)
  private Duration signerInterval;

  /** The network, listening; none when it is disabled. */
  public NodePeers open(RollupConfig rollup, Crypto crypto, EthClient l1, RoleHealth health) {
    if (disabled) {
      return NodePeers.NONE;
    }
    if (!SCORINGS.contains(scoring)) {
      throw new WrongUsage("--p2p.scoring: it must be one of light, none");
    }
    PrivateKey key = key();
    try {
      return new PeerToPeer(
          new PeerToPeerConfig(
              key,
              new InetSocketAddress(InetAddress.getByName(listenAddress), listenPort),
              advertised(),
              staticPeers.stream()
                  .map(peer -> PeerAddresses.withPeer("--p2p.static", peer))
                  .toList(),
              signer(),
              maxAge,
              Math.min(wantedPeers, maxPeers),
              maxPeers,
              scoring.equals("light"),
              banning,
              banThreshold,
              banDuration,
              serveBlocks,
              signerInterval,
              folder(peerStore),
              discovery(crypto.secp256k1())),
          GossipChain.of(rollup),
          crypto,
          new L1BlockSigner(l1, rollup.systemConfigContract()),
          "kopi",
          InstantSource.system(),
          health);
    } catch (IOException e) {
      throw new CommandFailed(
          "--p2p.listen.tcp, --p2p.listen.udp: cannot listen on "
              + listenAddress
              + ":"
              + listenPort
              + ": "
              + e.getMessage()
              + "; choose another port, or set --p2p.disable",
          e);
    }
  }

  private @Nullable BlockSigner signer() {
    if (!remote.isSet()) {
      return sequencerKey == null ? null : BlockSigner.of(sequencerKey);
    }
    if (sequencerKey != null) {
      throw new WrongUsage("--signer.endpoint and --p2p.sequencer.key exclude each other");
    }
    return new RemoteBlockSigner(remote.client(SIGNER_TIMEOUT), remote.account());
  }

  private static @Nullable Path folder(String path) {
    return path.equals(MEMORY) ? null : Path.of(path);
  }

  private @Nullable DiscoverySettings discovery(Secp256k1 curve) {
    if (undiscovered) {
      return null;
    }
    List<NodeRecord> records = new ArrayList<>();
    for (String bootnode : bootnodes) {
      records.add(bootnode(bootnode.strip(), curve));
    }
    return new DiscoverySettings(
        udpPort,
        advertisedIp(),
        advertisedPort,
        advertisedUdpPort,
        records,
        restrictedTo.stream().map(P2pOptions::subnet).toList(),
        folder(discoveryStore));
  }

  private static NodeRecord bootnode(String text, Secp256k1 curve) {
    try {
      return text.startsWith("enode:") ? EnodeUrl.parse(text) : NodeRecord.parse(text, curve);
    } catch (DecodeException e) {
      throw new WrongUsage(
          "--p2p.bootnodes: "
              + text
              + ": "
              + e.getMessage()
              + "; it must be enr:... or enode://PUBLIC-KEY@IP:PORT");
    }
  }

  private @Nullable InetAddress advertisedIp() {
    try {
      return advertisedAddress == null ? null : InetAddress.getByName(advertisedAddress);
    } catch (UnknownHostException e) {
      throw new WrongUsage("--p2p.advertise.ip: " + advertisedAddress + " does not resolve");
    }
  }

  private static PeerGate.Subnet subnet(String text) {
    String[] parts = text.strip().split("/", -1);
    try {
      if (parts.length == 2 && parts[0].matches("[0-9a-fA-F:.]+")) {
        Bytes address = Bytes.wrap(InetAddress.getByName(parts[0]).getAddress());
        int bits = Integer.parseInt(parts[1]);
        if (bits >= 0 && bits <= 8 * address.size()) {
          return new PeerGate.Subnet(address, bits);
        }
      }
    } catch (UnknownHostException | NumberFormatException e) {
      // Refused below.
    }
    throw new WrongUsage("--p2p.netrestrict: " + text + ": it must be subnets such as 10.0.0.0/8");
  }

  private @Nullable PeerAddress advertised() {
    String address = advertisedAddress;
    if (address == null) {
      return null;
    }
    String kind = address.contains(":") ? "ip6" : address.matches("[0-9.]+") ? "ip4" : "dns4";
    return new PeerAddress(kind, address, advertisedPort == 0 ? listenPort : advertisedPort, null);
  }

  private PrivateKey key() {
    try {
      if (Files.exists(keyFile)) {
        return PrivateKey.fromHex(Files.readString(keyFile).strip());
      }
      PrivateKey key = random();
      Files.createFile(
          keyFile,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(keyFile, Hex.encode(key.toArray()).substring(2));
      return key;
    } catch (IOException | DecodeException e) {
      throw new CommandFailed("--p2p.priv.path: " + keyFile + ": " + e.getMessage(), e);
    }
  }

  /** A new key. */
  public static PrivateKey random() {
    SecureRandom random = new SecureRandom();
    byte[] bytes = new byte[32];
    while (true) {
      random.nextBytes(bytes);
      UInt256 number = UInt256.fromBytes(bytes);
      if (!number.isZero() && number.compareTo(Secp256k1.ORDER) < 0) {
        return PrivateKey.of(number);
      }
    }
  }
}
