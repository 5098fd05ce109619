package dev.kopi.apps.assembly;

import java.util.List;
import java.util.function.IntConsumer;
import sun.misc.Signal;

/**
 * Ends a process at once that is asked to end while it is ending. To be installed when it begins to
 * end: the JVM ignores signals from then on.
 */
public final class SecondSignal {
  /** What shells add to a signal's number to make the status of a process that it ended. */
  private static final int SIGNALLED = 128;

  private SecondSignal() {}

  /** From now on SIGINT and SIGTERM end this process, without waiting for anything. */
  public static void halts() {
    install(Runtime.getRuntime()::halt);
  }

  static void install(IntConsumer halt) {
    for (String name : List.of("INT", "TERM")) {
      Signal.handle(new Signal(name), signal -> halt.accept(SIGNALLED + signal.getNumber()));
    }
  }
}
