package dev.kopi.adapters.rpc.dispatch;

/** Observes every call that a server has handled, for metrics. */
@FunctionalInterface
public interface RpcObserver {
  /** Does nothing. */
  RpcObserver NONE = (method, nanos, errorCode) -> {};

  /**
   * A call was handled.
   *
   * @param method the method, or "unknown"
   * @param nanos how long it took
   * @param errorCode 0 when it succeeded
   */
  void answered(String method, long nanos, int errorCode);
}
