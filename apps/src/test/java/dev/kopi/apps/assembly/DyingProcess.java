package dev.kopi.apps.assembly;

import dev.kopi.services.lifecycle.Mailbox;
import dev.kopi.services.lifecycle.RoleHealth;
import dev.kopi.services.lifecycle.ServiceThread;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** A process with one role whose thread fails in the way that its argument names. */
final class DyingProcess {
  /** What is allocated stays, so that there is no memory for the end either. */
  private static final List<Object> KEPT = new ArrayList<>();

  private DyingProcess() {}

  /** Starts and does not end by itself. */
  public static void main(String[] arguments) throws InterruptedException {
    String way = arguments[0];
    ProcessEnd end = new ProcessEnd(Duration.ofSeconds(2), Runtime.getRuntime()::halt);
    Thread.setDefaultUncaughtExceptionHandler(end);
    RoleHealth health = new RoleHealth("engine");
    end.follow(health);
    if (way.equals("hang")) {
      Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(DyingProcess::hang));
    }
    switch (way) {
      case "heap", "stack", "hang" ->
          new ServiceThread(
                  "writer",
                  now -> fail(way),
                  ServiceThread.OnFailure.RETRY,
                  health,
                  InstantSource.system())
              .start();
      case "direct" -> new Mailbox("writer", 4, health).execute(() -> fail(way));
      case "bystander" -> Thread.ofVirtual().name("request").start(() -> fail("heap"));
      default -> throw new IllegalArgumentException(way);
    }
    end.awaitEnd();
    System.exit(ProcessEnd.CANNOT_GO_ON);
  }

  private static void hang() {
    try {
      Thread.sleep(Duration.ofDays(1));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static long fail(String way) {
    return switch (way) {
      case "heap" -> {
        while (true) {
          KEPT.add(new byte[100]);
        }
      }
      case "direct" -> {
        while (true) {
          KEPT.add(ByteBuffer.allocateDirect(1 << 20));
        }
      }
      case "stack" -> 1 + fail(way);
      default -> throw new AssertionError("a defect");
    };
  }
}
