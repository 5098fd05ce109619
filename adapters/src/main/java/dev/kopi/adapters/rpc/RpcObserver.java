package dev.kopi.adapters.rpc;

/** Is told of every call that a server answered: for metrics. */
@FunctionalInterface
public interface RpcObserver {
  /** Tells nobody. */
  RpcObserver NONE = (method, nanos, errorCode) -> {};

  /**
   * A call was answered.
   *
   * @param method the method, or "unknown"
   * @param nanos how long it took
   * @param errorCode 0 when it succeeded
   */
  void answered(String method, long nanos, int errorCode);
}
