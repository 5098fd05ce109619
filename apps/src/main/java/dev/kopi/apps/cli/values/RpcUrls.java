package dev.kopi.apps.cli.values;

import java.util.List;

/** Reads the URLs of JSON-RPC servers, which may speak WebSocket. */
public final class RpcUrls extends Urls {
  /** Accepts HTTP and WebSocket, with and without TLS. */
  public RpcUrls() {
    super(List.of("http", "https", "ws", "wss"));
  }
}
