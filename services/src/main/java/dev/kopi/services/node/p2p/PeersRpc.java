package dev.kopi.services.node.p2p;

import dev.kopi.adapters.json.Json;
import dev.kopi.adapters.p2p.discovery.NodeDiscovery;
import dev.kopi.adapters.p2p.gossip.GossipService;
import dev.kopi.adapters.p2p.host.IdentifyInfo;
import dev.kopi.adapters.p2p.host.P2pHost;
import dev.kopi.adapters.p2p.host.PeerConnection;
import dev.kopi.adapters.rpc.RpcException;
import dev.kopi.adapters.rpc.dispatch.Params;
import dev.kopi.adapters.rpc.dispatch.RpcMethods;
import dev.kopi.core.p2p.block.BlockVersion;
import dev.kopi.core.p2p.block.GossipChain;
import dev.kopi.core.p2p.gate.PeerGate;
import dev.kopi.core.p2p.gossip.PeerScore;
import dev.kopi.core.p2p.peer.PeerAddress;
import dev.kopi.core.p2p.peer.PeerId;
import dev.kopi.core.p2p.record.NodeRecord;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.DecodeException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The namespace {@code opp2p}. */
final class PeersRpc {
  private static final int CONNECT_MILLIS = 30_000;
  private static final int CONNECTED = 1;
  private static final int NOT_CONNECTED = 0;
  private static final int INBOUND = 1;
  private static final int OUTBOUND = 2;

  private final P2pHost host;
  private final GossipService gossip;
  private final PeerAdmission admission;
  private final GossipChain chain;
  private final PeerBook book;
  private final @Nullable NodeDiscovery discovery;

  PeersRpc(
      P2pHost host,
      GossipService gossip,
      PeerAdmission admission,
      GossipChain chain,
      PeerBook book,
      @Nullable NodeDiscovery discovery) {
    this.book = book;
    this.discovery = discovery;
    this.host = host;
    this.gossip = gossip;
    this.admission = admission;
    this.chain = chain;
  }

  RpcMethods methods() {
    return new RpcMethods()
        .add("opp2p_self", params -> self())
        .add("opp2p_peers", params -> peers())
        .add("opp2p_peerStats", params -> stats())
        .add("opp2p_discoveryTable", params -> table())
        .add("opp2p_blockPeer", params -> block(peer(params), true))
        .add("opp2p_unblockPeer", params -> block(peer(params), false))
        .add("opp2p_listBlockedPeers", params -> blockedPeers())
        .add("opp2p_blockAddr", params -> blockAddress(params, true))
        .add("opp2p_unblockAddr", params -> blockAddress(params, false))
        .add("opp2p_listBlockedAddrs", params -> blockedAddresses())
        .add("opp2p_blockSubnet", params -> blockSubnet(params, true))
        .add("opp2p_unblockSubnet", params -> blockSubnet(params, false))
        .add("opp2p_listBlockedSubnets", params -> blockedSubnets())
        .add("opp2p_protectPeer", params -> protect(params, true))
        .add("opp2p_unprotectPeer", params -> protect(params, false))
        .add("opp2p_connectPeer", this::connect)
        .add("opp2p_disconnectPeer", this::disconnect);
  }

  private JsonNode self() {
    ObjectNode out = Json.object();
    out.put("peerID", host.peerId().toString());
    out.set("addresses", Json.array().add(host.listenAddress().toString()));
    if (discovery != null) {
      NodeRecord record = discovery.self();
      out.put("nodeID", record.nodeId().toHex().substring(2));
      out.put("ENR", record.text());
    }
    out.put("chainID", chain.chainId().toBigInteger());
    out.put("connectedness", NOT_CONNECTED);
    return out;
  }

  private JsonNode table() {
    if (discovery == null) {
      throw RpcException.server("discovery disabled");
    }
    ArrayNode out = Json.array();
    discovery.table().forEach(node -> out.add(node.text()));
    return out;
  }

  private JsonNode peers() {
    Map<PeerId, PeerScore> scores = gossip.scores();
    ObjectNode all = Json.object();
    for (PeerConnection connection : host.connections()) {
      all.set(connection.peer().toString(), peer(connection, scores.get(connection.peer())));
    }
    ObjectNode out = Json.object();
    out.put("totalConnected", all.size());
    out.set("peers", all);
    ArrayNode banned = out.putArray("bannedPeers");
    admission.read(gate -> gate.blockedPeers()).forEach(peer -> banned.add(peer.toString()));
    return out;
  }

  private JsonNode peer(PeerConnection connection, @Nullable PeerScore score) {
    IdentifyInfo info = connection.info();
    ObjectNode out = Json.object();
    out.put("peerID", connection.peer().toString());
    out.put("userAgent", info == null ? "" : info.agent());
    out.put("protocolVersion", info == null ? "" : info.protocolVersion());
    out.set(
        "addresses",
        Json.array()
            .add(
                "/ip4/"
                    + connection.remote().getAddress().getHostAddress()
                    + "/tcp/"
                    + connection.remote().getPort()
                    + "/p2p/"
                    + connection.peer()));
    ArrayNode protocols = out.putArray("protocols");
    if (info != null) {
      info.protocols().forEach(protocols::add);
    }
    out.put("connectedness", CONNECTED);
    out.put("direction", connection.outbound() ? OUTBOUND : INBOUND);
    out.put("protected", admission.isProtected(connection.peer()));
    out.put("gossipBlocks", score != null);
    ObjectNode scores = out.putObject("scores");
    ObjectNode parts = scores.putObject("gossip");
    parts.put("total", score == null ? 0 : score.total());
    // Topics have no scores of their own, as in op-node.
    parts
        .putObject("blocks")
        .put("timeInMesh", 0)
        .put("firstMessageDeliveries", 0)
        .put("meshMessageDeliveries", 0)
        .put("invalidMessageDeliveries", 0);
    parts.put("IPColocationFactor", score == null ? 0 : score.colocationFactor());
    parts.put("behavioralPenalty", score == null ? 0 : score.behaviourCount());
    ObjectNode requests = scores.putObject("reqResp");
    requests.put("validResponses", score == null ? 0 : score.valid());
    requests.put("errorResponses", score == null ? 0 : score.errors());
    requests.put("rejectedPayloads", score == null ? 0 : score.rejected());
    ArrayNode reasons = scores.putArray("reasons");
    if (score != null) {
      score.reasons().forEach(reasons::add);
    }
    return out;
  }

  private JsonNode stats() {
    ObjectNode out = Json.object();
    out.put("connected", host.connections().size());
    for (BlockVersion version : BlockVersion.values()) {
      String name = version == BlockVersion.V1 ? "blocksTopic" : "blocksTopic" + version.name();
      out.put(name, gossip.peers(version.topic(chain.chainId())));
    }
    int banned = admission.read(PeerGate::bannedPeers);
    out.put("banned", banned);
    out.put("known", Math.max(book.size(), host.connections().size()));
    return out;
  }

  private static PeerId peer(Params params) {
    return decode(() -> PeerId.parse(params.text(0)));
  }

  private @Nullable JsonNode block(PeerId peer, boolean blocked) {
    admission.change(gate -> gate.block(peer, blocked));
    PeerConnection connection = blocked ? host.connection(peer) : null;
    if (connection != null) {
      connection.close();
    }
    return null;
  }

  private JsonNode blockedPeers() {
    ArrayNode out = Json.array();
    admission.read(gate -> gate.blockedPeers()).forEach(peer -> out.add(peer.toString()));
    return out;
  }

  private @Nullable JsonNode blockAddress(Params params, boolean blocked) {
    Bytes address = address(params.text(0));
    admission.change(gate -> gate.block(address, blocked));
    return null;
  }

  private JsonNode blockedAddresses() {
    ArrayNode out = Json.array();
    admission.read(gate -> gate.blockedAddresses()).forEach(address -> out.add(text(address)));
    return out;
  }

  private @Nullable JsonNode blockSubnet(Params params, boolean blocked) {
    String text = params.text(0);
    int slash = text.indexOf('/');
    Bytes address = address(slash < 0 ? text : text.substring(0, slash));
    int bits = decode(() -> bits(text.substring(slash + 1), address.size()));
    admission.change(gate -> gate.block(new PeerGate.Subnet(address, bits), blocked));
    return null;
  }

  private static int bits(String text, int bytes) {
    try {
      int bits = Integer.parseInt(text);
      if (bits >= 0 && bits <= 8 * bytes) {
        return bits;
      }
    } catch (NumberFormatException e) {
      // Refused below.
    }
    throw new DecodeException("not a subnet: /" + text);
  }

  private JsonNode blockedSubnets() {
    ArrayNode out = Json.array();
    admission
        .read(gate -> gate.blockedSubnets())
        .forEach(subnet -> out.add(text(subnet.address()) + "/" + subnet.bits()));
    return out;
  }

  private @Nullable JsonNode protect(Params params, boolean on) {
    admission.protect(peer(params), on);
    return null;
  }

  private @Nullable JsonNode connect(Params params) {
    PeerAddress address = decode(() -> PeerAddress.parse(params.text(0)));
    try {
      host.dial(address, CONNECT_MILLIS);
      return null;
    } catch (IOException e) {
      throw RpcException.server("failed to connect: " + e.getMessage());
    }
  }

  private @Nullable JsonNode disconnect(Params params) {
    PeerConnection connection = host.connection(peer(params));
    if (connection != null) {
      connection.close();
    }
    return null;
  }

  /** Only numbers: a name would be looked up. */
  private static Bytes address(String text) {
    return decode(() -> {
      if (!text.matches("[0-9a-fA-F:.]+")) {
        throw new DecodeException("not an IP address: " + text);
      }
      try {
        return Bytes.wrap(InetAddress.getByName(text).getAddress());
      } catch (UnknownHostException e) {
        throw new DecodeException("not an IP address: " + text);
      }
    });
  }

  private static String text(Bytes address) {
    try {
      return InetAddress.getByAddress(address.toArray()).getHostAddress();
    } catch (UnknownHostException e) {
      return address.toHex();
    }
  }

  private static <T> T decode(Supplier<T> read) {
    try {
      return read.get();
    } catch (DecodeException e) {
      throw RpcException.server(String.valueOf(e.getMessage()));
    }
  }
}
