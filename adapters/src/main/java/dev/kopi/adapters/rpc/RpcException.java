package dev.kopi.adapters.rpc;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A JSON-RPC error: thrown by handlers to return one, and by clients that received one.
 *
 * @see <a href="https://www.jsonrpc.org/specification#error_object">JSON-RPC 2.0, error object</a>
 */
public final class RpcException extends RuntimeException {
  /** Not JSON. */
  public static final int PARSE_ERROR = -32700;

  /** Not a valid request. */
  public static final int INVALID_REQUEST = -32600;

  /** No such method. */
  public static final int METHOD_NOT_FOUND = -32601;

  /** Invalid parameters. */
  public static final int INVALID_PARAMS = -32602;

  /** An internal error of the server. */
  public static final int INTERNAL_ERROR = -32603;

  /** Any error without a code of its own. */
  public static final int SERVER_ERROR = -32000;

  /** The requested resource does not exist. */
  public static final int RESOURCE_NOT_FOUND = -32001;

  /** The call timed out. */
  public static final int TIMEOUT = -32002;

  /** The response would be too large. */
  public static final int RESPONSE_TOO_LARGE = -32003;

  /** A limit of the server is exceeded. */
  public static final int LIMIT_EXCEEDED = -32005;

  /**
   * A call asks for more than a server allows, in go-ethereum's methods that are new since 2024.
   */
  public static final int CLIENT_LIMIT_EXCEEDED = -38026;

  /** History or state that is no longer kept. */
  public static final int PRUNED = 4444;

  /** Execution reverted; the data is the revert data. */
  public static final int EXECUTION_REVERTED = 3;

  private static final long serialVersionUID = 1L;

  private final int code;
  private final transient @Nullable JsonNode data;

  /** An error without data. */
  public RpcException(int code, String message) {
    this(code, message, null);
  }

  /** An error. */
  public RpcException(int code, String message, @Nullable JsonNode data) {
    super(message, null, false, false);
    this.code = code;
    this.data = data;
  }

  /** An error for invalid parameters. */
  public static RpcException invalidParams(String message) {
    return new RpcException(INVALID_PARAMS, message);
  }

  /** An error that has no code of its own. */
  public static RpcException server(String message) {
    return new RpcException(SERVER_ERROR, message);
  }

  /** The error code. */
  public int code() {
    return code;
  }

  /** Additional data, or null. */
  public @Nullable JsonNode data() {
    return data;
  }

  /** The message; never null. */
  public String text() {
    String message = getMessage();
    return message == null ? "" : message;
  }

  @Override
  public String toString() {
    return "RPC error " + code + ": " + getMessage();
  }
}
