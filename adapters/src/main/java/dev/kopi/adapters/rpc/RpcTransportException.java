package dev.kopi.adapters.rpc;

import org.jspecify.annotations.Nullable;

/**
 * A call got no response: the server is unreachable, too slow, or does not speak JSON-RPC. A retry
 * may succeed.
 */
public final class RpcTransportException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What went wrong, with the address of the server. */
  public RpcTransportException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  /** What went wrong, with the address of the server. */
  public RpcTransportException(String message) {
    this(message, null);
  }
}
