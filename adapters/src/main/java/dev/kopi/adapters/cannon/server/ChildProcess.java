package dev.kopi.adapters.cannon.server;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A child process that is given descriptors beside the standard ones, which Java cannot do. */
final class ChildProcess {
  private static final int SIGKILL = 9;
  private static final int WNOHANG = 1;
  private static final int NO_SUCH_FILE = 2;

  /** More than the C library's structure of any platform. */
  private static final int ACTIONS_BYTES = 512;

  private static final int FIRST = 3;

  private final int pid;
  private int status = -1;

  private ChildProcess(int pid) {
    this.pid = pid;
  }

  /**
   * Starts a program with this process's environment and standard streams.
   *
   * @param descriptors what it has from descriptor 3 on
   * @throws IOException when it cannot be started
   */
  static ChildProcess start(
      List<String> command, Map<String, String> more, List<PipeEnd> descriptors)
      throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = PosixCalls.state(arena);
      MemorySegment actions = arena.allocate(ACTIONS_BYTES, 16);
      int made = (int) PosixCalls.ACTIONS_INIT.invokeExact(state, actions);
      for (int i = 0; i < descriptors.size() && made == 0; i++) {
        made =
            (int)
                PosixCalls.ACTIONS_DUP.invokeExact(
                    state, actions, descriptors.get(i).descriptor(), FIRST + i);
      }
      MethodHandle closeFrom = PosixCalls.actionsCloseFrom().orElse(null);
      if (closeFrom != null && made == 0) {
        made = (int) closeFrom.invokeExact(state, actions, FIRST + descriptors.size());
      }
      MemorySegment pid = arena.allocate(JAVA_INT);
      int failed = made;
      if (made == 0) {
        failed =
            (int)
                PosixCalls.SPAWN.invokeExact(
                    state,
                    pid,
                    arena.allocateFrom(command.getFirst()),
                    actions,
                    MemorySegment.NULL,
                    strings(arena, command),
                    strings(arena, environment(more)));
      }
      int ignored = (int) PosixCalls.ACTIONS_DESTROY.invokeExact(state, actions);
      if (failed != 0) {
        throw new IOException(
            "cannot start "
                + command.getFirst()
                + ": "
                + (failed == NO_SUCH_FILE ? "no such program" : "error " + failed));
      }
      return new ChildProcess(pid.get(JAVA_INT, 0));
    } catch (IOException | RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IOException(e);
    }
  }

  private static List<String> environment(Map<String, String> more) {
    List<String> all = new ArrayList<>();
    more.forEach((name, value) -> all.add(name + "=" + value));
    System.getenv()
        .forEach((name, value) -> {
          if (!more.containsKey(name)) {
            all.add(name + "=" + value);
          }
        });
    return all;
  }

  private static MemorySegment strings(Arena arena, List<String> strings) {
    MemorySegment array = arena.allocate(ADDRESS, strings.size() + 1L);
    for (int i = 0; i < strings.size(); i++) {
      array.setAtIndex(ADDRESS, i, arena.allocateFrom(strings.get(i)));
    }
    return array;
  }

  /** Whether it still runs. */
  synchronized boolean isAlive() {
    if (status >= 0) {
      return false;
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment ended = arena.allocate(JAVA_INT);
      int result =
          (int) PosixCalls.WAITPID.invokeExact(PosixCalls.state(arena), pid, ended, WNOHANG);
      if (result == 0) {
        return true;
      }
      int raw = result == pid ? ended.get(JAVA_INT, 0) : 0;
      status = (raw & 0x7f) == 0 ? raw >> 8 & 0xff : 128 + (raw & 0x7f);
      return false;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  /** The exit status, 128 and more for a signal, once it is not alive. */
  synchronized int status() {
    return status;
  }

  /** Sends a signal, unless it has ended. */
  synchronized void signal(int number) {
    if (isAlive()) {
      try (Arena arena = Arena.ofConfined()) {
        int ignored = (int) PosixCalls.KILL.invokeExact(PosixCalls.state(arena), pid, number);
      } catch (Throwable e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /** Waits for the end. */
  boolean await(long millis) throws InterruptedException {
    long deadline = System.nanoTime() + millis * 1_000_000;
    while (isAlive()) {
      if (System.nanoTime() - deadline > 0) {
        return false;
      }
      Thread.sleep(5);
    }
    return true;
  }

  void kill() {
    signal(SIGKILL);
  }
}
