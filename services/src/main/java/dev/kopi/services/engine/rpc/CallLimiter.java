package dev.kopi.services.engine.rpc;

import dev.kopi.adapters.rpc.RpcException;
import dev.kopi.adapters.rpc.dispatch.RpcHandler;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Limits how many expensive calls run at once. They run on virtual threads, which are not
 * preempted: without a limit a few of them would delay all other calls.
 */
final class CallLimiter {
  private static final long WAIT_SECONDS = 10;

  private final Semaphore free;

  /** Allows one call less than there are processors, but at least one. */
  CallLimiter() {
    this.free = new Semaphore(Math.max(1, Runtime.getRuntime().availableProcessors() - 1), true);
  }

  /** A handler that waits for a free slot, and fails when there is none in time. */
  RpcHandler limit(RpcHandler handler) {
    return params -> {
      try {
        if (!free.tryAcquire(WAIT_SECONDS, TimeUnit.SECONDS)) {
          throw new RpcException(RpcException.LIMIT_EXCEEDED, "too many costly calls at once");
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new RpcException(RpcException.LIMIT_EXCEEDED, "the server stops");
      }
      try {
        return handler.handle(params);
      } finally {
        free.release();
      }
    };
  }
}
