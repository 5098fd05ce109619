package dev.kopi.apps.cli.roles;

import java.util.concurrent.CountDownLatch;

/** Keeps a role running until the process is asked to end. */
final class RunningRole {
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile boolean failed;

  /** The role cannot go on. */
  void fail(RuntimeException reason) {
    failed = true;
    ended.countDown();
  }

  /** Waits for the end; the exit status. */
  int await(Runnable close) {
    Thread hook = Thread.ofPlatform().name("shutdown").unstarted(close);
    Runtime.getRuntime().addShutdownHook(hook);
    try {
      ended.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return failed ? 1 : 0;
  }
}
