package dev.kopi.adapters.p2p.host;

import java.net.InetSocketAddress;

/**
 * The limits and names of a host.
 *
 * @param listen where it listens; port 0: any that is free
 * @param agent the name and version that peers are told
 * @param maxConnections the most connections, those in the making included
 * @param maxPerAddress the most connections from one IP address
 */
public record HostConfig(
    InetSocketAddress listen, String agent, int maxConnections, int maxPerAddress) {
  /** The limits of op-node's defaults. */
  public static HostConfig of(InetSocketAddress listen, String agent) {
    return new HostConfig(listen, agent, 30, 10);
  }
}
