package dev.kopi.services.engine.rpc;

import dev.kopi.adapters.rpc.RpcException;
import dev.kopi.adapters.rpc.dispatch.RpcHandler;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Lets calls that compute for long take turns. They run on the threads that all calls share and
 * that nothing slices: without turns a few of them would keep everybody else waiting.
 */
final class Turns {
  private static final long WAIT_SECONDS = 10;

  private final Semaphore free;

  /** As many at a time as there are processors, but one. */
  Turns() {
    this.free = new Semaphore(Math.max(1, Runtime.getRuntime().availableProcessors() - 1), true);
  }

  /** The same, when it is its turn; an error when that does not come. */
  RpcHandler around(RpcHandler handler) {
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
