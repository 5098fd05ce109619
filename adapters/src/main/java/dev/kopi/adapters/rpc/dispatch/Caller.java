package dev.kopi.adapters.rpc.dispatch;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Who makes a call. Limits per caller are by {@link #client}; what must end with a connection is by
 * {@link #connectionId}.
 *
 * @param client the IPv4 address, or the /64 network of the IPv6 address, since one host commonly
 *     has a whole /64
 * @param connectionId the connection, unique in this process
 * @param trusted whether the call comes from this machine or carries a valid JWT
 * @param foreignPage whether a web page makes the call whose origin is not allowed
 * @param certificate the first DNS name of the client's certificate, or null without one
 */
public record Caller(
    String client,
    long connectionId,
    boolean trusted,
    boolean foreignPage,
    @Nullable String certificate) {
  /** A call from within this process, over no connection. */
  public static final Caller LOCAL = new Caller("local", 0, true);

  private static final int NETWORK_BYTES = 8;

  /** A caller that is no web page and has no certificate. */
  public Caller(String client, long connectionId, boolean trusted) {
    this(client, connectionId, trusted, false, null);
  }

  /** The key by which limits per caller are kept. */
  public static String client(InetAddress address) {
    if (!(address instanceof Inet6Address)) {
      return address.getHostAddress();
    }
    try {
      byte[] network = Arrays.copyOf(address.getAddress(), 16);
      Arrays.fill(network, NETWORK_BYTES, network.length, (byte) 0);
      return InetAddress.getByAddress(network).getHostAddress() + "/64";
    } catch (UnknownHostException e) {
      throw new IllegalStateException("16 bytes are an IPv6 address", e);
    }
  }
}
