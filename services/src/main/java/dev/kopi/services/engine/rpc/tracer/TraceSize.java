package dev.kopi.services.engine.rpc.tracer;

import dev.kopi.adapters.rpc.RpcException;

/** The size of all traces of one response, which is bounded. */
public final class TraceSize {
  /** The limit, in characters of JSON. */
  public static final long MAX_CHARS = 24 << 20;

  private long chars;

  /** Nothing yet. */
  public TraceSize() {}

  /**
   * More is recorded.
   *
   * @throws RpcException when the limit is exceeded
   */
  public void add(long more) {
    chars += more;
    if (chars > MAX_CHARS) {
      throw new RpcException(
          RpcException.RESPONSE_TOO_LARGE,
          "the trace is larger than "
              + MAX_CHARS
              + " bytes: trace fewer transactions, set limit, or leave out memory and stack");
    }
  }
}
