package dev.kopi.apps.cli.options;

import dev.kopi.adapters.ethclient.EthClient;
import dev.kopi.apps.cli.error.CommandFailed;
import dev.kopi.apps.cli.error.WrongUsage;
import dev.kopi.apps.cli.values.BindAddress;
import dev.kopi.apps.cli.values.Range;
import dev.kopi.core.crypto.Crypto;
import dev.kopi.core.crypto.ecdsa.PrivateKey;
import dev.kopi.core.crypto.ecdsa.Secp256k1;
import dev.kopi.core.p2p.block.GossipChain;
import dev.kopi.core.p2p.peer.PeerAddress;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.primitives.Hex;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.core.rollup.RollupConfig;
import dev.kopi.services.lifecycle.RoleHealth;
import dev.kopi.services.node.p2p.L1BlockSigner;
import dev.kopi.services.node.p2p.NodePeers;
import dev.kopi.services.node.p2p.PeerToPeer;
import dev.kopi.services.node.p2p.PeerToPeerConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The P2P network of a node: options with op-node's names. */
public final class P2pOptions {
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
              staticPeers.stream().map(P2pOptions::staticPeer).toList(),
              sequencerKey,
              maxAge,
              maxPeers,
              scoring.equals("light"),
              banning,
              banThreshold,
              banDuration,
              serveBlocks,
              signerInterval),
          GossipChain.of(rollup),
          crypto,
          new L1BlockSigner(l1, rollup.systemConfigContract()),
          "kopi",
          InstantSource.system(),
          health);
    } catch (IOException e) {
      throw new CommandFailed(
          "--p2p.listen.tcp: cannot listen on "
              + listenAddress
              + ":"
              + listenPort
              + ": "
              + e.getMessage()
              + "; choose another port, or set --p2p.disable",
          e);
    }
  }

  private @Nullable PeerAddress advertised() {
    String address = advertisedAddress;
    if (address == null) {
      return null;
    }
    String kind = address.contains(":") ? "ip6" : address.matches("[0-9.]+") ? "ip4" : "dns4";
    return new PeerAddress(kind, address, advertisedPort == 0 ? listenPort : advertisedPort, null);
  }

  private static PeerAddress staticPeer(String text) {
    PeerAddress address;
    try {
      address = PeerAddress.parse(text);
    } catch (DecodeException e) {
      throw new WrongUsage("--p2p.static: " + e.getMessage());
    }
    if (address.peer() == null) {
      throw new WrongUsage("--p2p.static: " + text + " has no /p2p/ID");
    }
    return address;
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
