package dev.kopi.adapters.rpc;

import org.jspecify.annotations.Nullable;

/**
 * A call got no answer: the server is not there, too slow, or does not speak JSON-RPC. Trying again
 * may help.
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
