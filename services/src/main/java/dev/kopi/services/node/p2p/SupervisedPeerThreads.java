package dev.kopi.services.node.p2p;

import dev.kopi.adapters.p2p.thread.PeerThreads;
import dev.kopi.services.lifecycle.RoleHealth;
import dev.kopi.services.lifecycle.ServiceThread;
import dev.kopi.services.lifecycle.TaskThread;
import java.time.InstantSource;

/** Threads of the network under the supervision of the node. */
final class SupervisedPeerThreads implements PeerThreads {
  private final RoleHealth health;
  private final InstantSource clock;

  SupervisedPeerThreads(RoleHealth health, InstantSource clock) {
    this.health = health;
    this.clock = clock;
  }

  @Override
  public Loop shared(String name, Step step) {
    ServiceThread thread =
        new ServiceThread(
            name,
            nowMillis -> {
              step.run();
              return nowMillis;
            },
            ServiceThread.OnFailure.RETRY,
            health,
            clock);
    thread.start();
    return thread::close;
  }

  @Override
  public void start(String name, Runnable body, Runnable onFailure) {
    TaskThread.start(name, body, onFailure, health);
  }

  @Override
  public void failed(String name, RuntimeException cause) {
    health.failed(name, cause);
  }
}
