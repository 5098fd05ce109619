package dev.kopi.core.engineapi;

/**
 * The engine refused a call.
 *
 * @see <a
 *     href="https://github.com/ethereum/execution-apis/blob/main/src/engine/common.md#errors">Errors</a>
 */
public final class EngineApiException extends RuntimeException {
  /** The payload does not exist, or is not being built. */
  public static final int UNKNOWN_PAYLOAD = -38001;

  /** The forkchoice state is contradictory. */
  public static final int INVALID_FORKCHOICE_STATE = -38002;

  /** The attributes do not fit the head or the fork. */
  public static final int INVALID_PAYLOAD_ATTRIBUTES = -38003;

  /** Too many bodies asked for. */
  public static final int TOO_LARGE_REQUEST = -38004;

  /** The method's version does not fit the fork. */
  public static final int UNSUPPORTED_FORK = -38005;

  /** The parameters are not of the method's form. */
  public static final int INVALID_PARAMS = -32602;

  private static final long serialVersionUID = 1L;

  private final int code;

  /** A refusal with its code. */
  public EngineApiException(int code, String message) {
    super(message);
    this.code = code;
  }

  /** The JSON-RPC error code. */
  public int code() {
    return code;
  }
}
