package dev.kopi.apps.cli.process;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends a process at once that is asked to end while it is ending. The JVM itself ignores SIGINT and
 * SIGTERM from the first one on.
 */
public final class SecondSignal {
  private static final Logger LOG = LoggerFactory.getLogger(SecondSignal.class);
  private static final int SIGINT = 2;
  private static final int SIGTERM = 15;

  /** {@code SIG_DFL} of signal.h: the kernel ends the process. */
  private static final MemorySegment DEFAULT_ACTION = MemorySegment.NULL;

  private SecondSignal() {}

  /**
   * From now on SIGINT and SIGTERM end this process, without waiting for anything. To be called by
   * a shutdown hook.
   */
  public static void ends() {
    if (System.getProperty("os.name", "").startsWith("Windows")) {
      return;
    }
    Linker linker = Linker.nativeLinker();
    MethodHandle signal =
        linker.downcallHandle(
            linker.defaultLookup().findOrThrow("signal"),
            FunctionDescriptor.of(ADDRESS, JAVA_INT, ADDRESS));
    try {
      MemorySegment _ = (MemorySegment) signal.invokeExact(SIGINT, DEFAULT_ACTION);
      MemorySegment _ = (MemorySegment) signal.invokeExact(SIGTERM, DEFAULT_ACTION);
    } catch (Throwable e) {
      LOG.warn("a second signal will not end the process", e);
    }
  }
}
