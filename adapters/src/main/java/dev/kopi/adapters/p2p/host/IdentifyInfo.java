package dev.kopi.adapters.p2p.host;

import dev.kopi.core.p2p.protobuf.ProtoReader;
import dev.kopi.core.p2p.protobuf.ProtoWriter;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.DecodeException;
import java.util.ArrayList;
import java.util.List;

/**
 * What a peer says of itself.
 *
 * @param publicKey the protobuf of its key
 * @param listenAddresses multiaddresses, binary
 * @param protocols the protocols that it serves
 * @param observedAddress the address that it sees us at, binary; may be empty
 * @param protocolVersion may be empty
 * @param agent name and version of its program; may be empty
 * @see <a href="https://github.com/libp2p/specs/blob/master/identify/README.md">identify</a>
 */
public record IdentifyInfo(
    Bytes publicKey,
    List<Bytes> listenAddresses,
    List<String> protocols,
    Bytes observedAddress,
    String protocolVersion,
    String agent) {
  private static final int PUBLIC_KEY = 1;
  private static final int LISTEN_ADDRESSES = 2;
  private static final int PROTOCOLS = 3;
  private static final int OBSERVED_ADDRESS = 4;
  private static final int PROTOCOL_VERSION = 5;
  private static final int AGENT = 6;
  private static final int MAX_ENTRIES = 256;
  private static final int MAX_AGENT_CHARS = 128;

  /** Copies the lists. */
  public IdentifyInfo {
    listenAddresses = List.copyOf(listenAddresses);
    protocols = List.copyOf(protocols);
  }

  /** The protobuf. */
  public byte[] encode() {
    ProtoWriter out = new ProtoWriter(512).bytes(PUBLIC_KEY, publicKey);
    listenAddresses.forEach(address -> out.bytes(LISTEN_ADDRESSES, address));
    protocols.forEach(protocol -> out.text(PROTOCOLS, protocol));
    return out.bytes(OBSERVED_ADDRESS, observedAddress)
        .text(PROTOCOL_VERSION, protocolVersion)
        .text(AGENT, agent)
        .toArray();
  }

  /**
   * Reads the protobuf.
   *
   * @throws DecodeException when it is malformed or has too many entries
   */
  public static IdentifyInfo decode(byte[] encoded) {
    Bytes key = Bytes.EMPTY;
    Bytes observed = Bytes.EMPTY;
    String version = "";
    String agent = "";
    List<Bytes> addresses = new ArrayList<>();
    List<String> protocols = new ArrayList<>();
    ProtoReader in = new ProtoReader(encoded);
    for (int field = in.next(); field != 0; field = in.next()) {
      switch (field) {
        case PUBLIC_KEY -> key = in.bytes();
        case LISTEN_ADDRESSES -> addresses.add(in.bytes());
        case PROTOCOLS -> protocols.add(in.text());
        case OBSERVED_ADDRESS -> observed = in.bytes();
        case PROTOCOL_VERSION -> version = in.text();
        case AGENT -> agent = printable(in.text());
        default -> in.skip();
      }
      if (addresses.size() > MAX_ENTRIES || protocols.size() > MAX_ENTRIES) {
        throw new DecodeException("identify: too many entries");
      }
    }
    return new IdentifyInfo(key, addresses, protocols, observed, version, agent);
  }

  /** It goes to logs and metrics. */
  private static String printable(String text) {
    StringBuilder out = new StringBuilder();
    text.chars()
        .limit(MAX_AGENT_CHARS)
        .forEach(c -> out.append(c >= ' ' && c < 0x7f ? (char) c : '?'));
    return out.toString();
  }
}
