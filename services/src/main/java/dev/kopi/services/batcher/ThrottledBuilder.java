package dev.kopi.services.batcher;

/** A block builder that can be held back. */
@FunctionalInterface
public interface ThrottledBuilder {
  /**
   * Sets the limits on DA bytes; 0 for no limit.
   *
   * @return whether they were taken
   * @throws dev.kopi.adapters.rpc.RpcException when the builder refuses
   * @throws dev.kopi.adapters.rpc.RpcTransportException when it does not answer
   */
  boolean setMaxDaSize(long maxTxBytes, long maxBlockBytes);
}
