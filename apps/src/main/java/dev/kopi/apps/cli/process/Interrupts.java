package dev.kopi.apps.cli.process;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes SIGINT end the process although it was started with SIGINT ignored, as the background
 * processes of a shell script are. The JVM leaves an ignored signal ignored, but registers its own
 * handler within Java all the same; so SIGINT only needs the native disposition of SIGTERM.
 */
public final class Interrupts {
  private static final Logger LOG = LoggerFactory.getLogger(Interrupts.class);
  private static final int SIGINT = 2;
  private static final int SIGTERM = 15;
  private static final long SIG_IGN = 1;

  /** More than a struct sigaction of any platform. Its first field is the handler on Unix. */
  private static final long SIGACTION_BYTES = 512;

  private Interrupts() {}

  /** Handles SIGINT when it is ignored; does nothing otherwise. */
  public static void enable() {
    if (System.getProperty("os.name", "").startsWith("Windows")) {
      return;
    }
    try (Arena arena = Arena.ofConfined()) {
      Linker linker = Linker.nativeLinker();
      MethodHandle sigaction =
          linker.downcallHandle(
              linker.defaultLookup().findOrThrow("sigaction"),
              FunctionDescriptor.of(
                  ValueLayout.JAVA_INT,
                  ValueLayout.JAVA_INT,
                  ValueLayout.ADDRESS,
                  ValueLayout.ADDRESS));
      MemorySegment action = arena.allocate(SIGACTION_BYTES, Long.BYTES);
      int read = (int) sigaction.invokeExact(SIGINT, MemorySegment.NULL, action);
      if (read == 0 && action.get(ValueLayout.JAVA_LONG, 0) == SIG_IGN) {
        int copied = (int) sigaction.invokeExact(SIGTERM, MemorySegment.NULL, action);
        int set = (int) sigaction.invokeExact(SIGINT, action, MemorySegment.NULL);
        LOG.debug("SIGINT was ignored: copied={} set={}", copied, set);
      }
    } catch (Throwable e) {
      // invokeExact declares Throwable. The process works, but goes on ignoring SIGINT.
      LOG.debug("cannot reset SIGINT", e);
    }
  }
}
