package dev.kopi.core.p2p.peer;

import dev.kopi.core.p2p.protobuf.ProtoWriter;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.DecodeException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a peer listens: the multiaddresses of TCP, as {@code /ip4/10.0.0.1/tcp/9222/p2p/16Uiu2…}.
 *
 * @param kind how the host is named: ip4, ip6, dns, dns4 or dns6
 * @param host the address or name
 * @param port the TCP port
 * @param peer the id of the peer, when it is known
 * @see <a href="https://github.com/multiformats/multiaddr">multiaddr</a>
 */
public record PeerAddress(String kind, String host, int port, @Nullable PeerId peer) {
  private static final List<String> KINDS = List.of("ip4", "ip6", "dns", "dns4", "dns6");
  private static final int TCP = 6;
  private static final int IP4 = 4;
  private static final int IP4_TCP_BYTES = 8;
  private static final int DNS4 = 54;
  private static final int MAX_CHARS = 512;

  /**
   * Reads the text form.
   *
   * @throws DecodeException when it is no address of TCP
   */
  public static PeerAddress parse(String text) {
    String[] parts = text.length() > MAX_CHARS ? new String[0] : text.split("/", -1);
    boolean withPeer = parts.length == 7 && (parts[5].equals("p2p") || parts[5].equals("ipfs"));
    if ((parts.length != 5 && !withPeer)
        || !parts[0].isEmpty()
        || !KINDS.contains(parts[1])
        || !parts[3].equals("tcp")) {
      throw new DecodeException("not a multiaddress of TCP: " + text);
    }
    int port;
    try {
      port = Integer.parseInt(parts[4]);
    } catch (NumberFormatException e) {
      port = -1;
    }
    if (port < 0 || port > 65_535) {
      throw new DecodeException("not a port: " + parts[4]);
    }
    return new PeerAddress(parts[1], parts[2], port, withPeer ? PeerId.parse(parts[6]) : null);
  }

  /**
   * The TCP port of a multiaddress of IPv4 in binary form; null when it is of another kind.
   *
   * @param encoded what a peer sent
   */
  public static @Nullable Integer ip4TcpPort(Bytes encoded) {
    if (encoded.size() < IP4_TCP_BYTES || encoded.get(0) != IP4 || encoded.get(5) != TCP) {
      return null;
    }
    return (encoded.get(6) & 0xff) << 8 | encoded.get(7) & 0xff;
  }

  /** The same address of a certain peer. */
  public PeerAddress of(PeerId id) {
    return new PeerAddress(kind, host, port, id);
  }

  /** The binary form, without the peer's id; only for IPv4 and names. */
  public Bytes encode() {
    ProtoWriter out = new ProtoWriter();
    byte[] text = host.getBytes(StandardCharsets.UTF_8);
    if (kind.equals("ip4")) {
      out.varint(IP4);
      for (String part : host.split("\\.", -1)) {
        out.octet(Integer.parseInt(part));
      }
    } else {
      out.varint(DNS4).varint(text.length);
      for (byte b : text) {
        out.octet(b);
      }
    }
    out.varint(TCP).octet(port >>> 8).octet(port);
    return Bytes.wrap(out.toArray());
  }

  @Override
  public String toString() {
    return "/" + kind + "/" + host + "/tcp/" + port + (peer == null ? "" : "/p2p/" + peer);
  }
}
