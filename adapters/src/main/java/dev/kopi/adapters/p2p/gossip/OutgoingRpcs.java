package dev.kopi.adapters.p2p.gossip;

import dev.kopi.core.p2p.gossip.GossipRpc;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What waits to be sent to a peer. What does not fit is dropped: the peer can ask for it. Messages
 * are shared between the queues of all peers.
 */
final class OutgoingRpcs {
  private static final int MAX_RPCS = 256;
  private static final long MAX_BYTES = 16L << 20;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Deque<GossipRpc> queue = new ArrayDeque<>();
  private long bytes;
  private boolean closed;

  /** Whether there was room. */
  boolean offer(GossipRpc rpc) {
    lock.lock();
    try {
      long size = size(rpc);
      if (closed || queue.size() >= MAX_RPCS || !queue.isEmpty() && bytes + size > MAX_BYTES) {
        return false;
      }
      queue.add(rpc);
      bytes += size;
      changed.signal();
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** The next one; null when none came in time. */
  @Nullable GossipRpc poll(long millis) throws InterruptedException {
    lock.lock();
    try {
      long left = TimeUnit.MILLISECONDS.toNanos(millis);
      while (queue.isEmpty() && !closed && left > 0) {
        left = changed.awaitNanos(left);
      }
      GossipRpc rpc = queue.poll();
      if (rpc != null) {
        bytes -= size(rpc);
      }
      return rpc;
    } finally {
      lock.unlock();
    }
  }

  boolean isClosed() {
    lock.lock();
    try {
      return closed;
    } finally {
      lock.unlock();
    }
  }

  void close() {
    lock.lock();
    try {
      closed = true;
      queue.clear();
      bytes = 0;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private static long size(GossipRpc rpc) {
    long size = 0;
    for (GossipRpc.Published message : rpc.messages()) {
      size += message.data().size();
    }
    return size;
  }
}
