package dev.kopi.adapters.cannon.server;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.function.BooleanSupplier;

/** One end of a pipe, of which no operation waits for longer than a given time. */
final class PipeEnd {
  private static final int F_SETFD = 2;
  private static final int F_SETFL = 4;
  private static final int FD_CLOEXEC = 1;
  private static final int F_DUPFD_CLOEXEC = PosixCalls.MAC ? 67 : 1030;
  private static final int O_NONBLOCK = PosixCalls.MAC ? 4 : 0x800;
  private static final short POLLIN = 1;
  private static final short POLLOUT = 4;

  /** Above the descriptors that a child is given, which must not be among those to copy. */
  private static final int LOWEST = 64;

  private static final int BUFFER = 1 << 16;
  private static final int POLL_MILLIS = 200;

  private final int descriptor;
  private boolean closed;

  private PipeEnd(int descriptor) {
    this.descriptor = descriptor;
  }

  /** Both ends of a new pipe: to read from, to write to. */
  static PipeEnd[] pipe() throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment both = arena.allocate(JAVA_INT, 2);
      MemorySegment state = PosixCalls.state(arena);
      check((int) PosixCalls.PIPE.invokeExact(state, both), state, "pipe");
      return new PipeEnd[] {
        moved(both.getAtIndex(JAVA_INT, 0)), moved(both.getAtIndex(JAVA_INT, 1))
      };
    } catch (IOException | RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IOException(e);
    }
  }

  private static PipeEnd moved(int low) throws IOException {
    try {
      return new PipeEnd(fcntl(low, F_DUPFD_CLOEXEC, LOWEST));
    } finally {
      new PipeEnd(low).close();
    }
  }

  private static int fcntl(int descriptor, int command, int value) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = PosixCalls.state(arena);
      int result = (int) PosixCalls.FCNTL.invokeExact(state, descriptor, command, value);
      check(result, state, "fcntl");
      return result;
    } catch (IOException | RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IOException(e);
    }
  }

  private static void check(long result, MemorySegment state, String what) throws IOException {
    if (result < 0) {
      throw new IOException(what + " failed with error " + PosixCalls.errno(state));
    }
  }

  int descriptor() {
    return descriptor;
  }

  /** Makes operations return when they would wait; children do not inherit it. */
  void own() throws IOException {
    fcntl(descriptor, F_SETFD, FD_CLOEXEC);
    fcntl(descriptor, F_SETFL, O_NONBLOCK);
  }

  /**
   * Reads exactly so many bytes.
   *
   * @param alive asked while there is nothing to read; false ends the wait
   * @throws IOException when the other end is closed, or nothing comes in time
   */
  byte[] read(int size, long deadlineNanos, BooleanSupplier alive) throws IOException {
    byte[] out = new byte[size];
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = PosixCalls.state(arena);
      MemorySegment buffer = arena.allocate(Math.min(Math.max(size, 1), BUFFER));
      for (int done = 0; done < size; ) {
        long want = Math.min(size - done, buffer.byteSize());
        long got = (long) PosixCalls.READ.invokeExact(state, descriptor, buffer, want);
        if (got == 0) {
          throw new IOException("the other end is closed");
        }
        if (got < 0) {
          await(arena, state, POLLIN, deadlineNanos, alive);
          continue;
        }
        MemorySegment.copy(buffer, JAVA_BYTE, 0, out, done, (int) got);
        done += (int) got;
      }
      return out;
    } catch (IOException | RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IOException(e);
    }
  }

  /**
   * Writes all bytes.
   *
   * @throws IOException when the other end is closed, or does not read in time
   */
  void write(byte[] bytes, long deadlineNanos, BooleanSupplier alive) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = PosixCalls.state(arena);
      MemorySegment buffer = arena.allocate(Math.max(bytes.length, 1));
      MemorySegment.copy(bytes, 0, buffer, JAVA_BYTE, 0, bytes.length);
      for (long done = 0; done < bytes.length; ) {
        long put =
            (long)
                PosixCalls.WRITE.invokeExact(
                    state, descriptor, buffer.asSlice(done), bytes.length - done);
        if (put < 0) {
          await(arena, state, POLLOUT, deadlineNanos, alive);
        } else {
          done += put;
        }
      }
    } catch (IOException | RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IOException(e);
    }
  }

  private void await(
      Arena arena, MemorySegment state, short events, long deadlineNanos, BooleanSupplier alive)
      throws Throwable {
    int error = PosixCalls.errno(state);
    if (error != PosixCalls.EAGAIN && error != PosixCalls.EINTR) {
      throw new IOException("the pipe failed with error " + error);
    }
    MemorySegment poll = arena.allocate(8, 4);
    poll.set(JAVA_INT, 0, descriptor);
    poll.set(JAVA_SHORT, 4, events);
    int ready = (int) PosixCalls.POLL.invokeExact(state, poll, 1L, POLL_MILLIS);
    if (ready <= 0 && !alive.getAsBoolean()) {
      throw new IOException("the process has ended");
    }
    if (ready <= 0 && System.nanoTime() - deadlineNanos > 0) {
      throw new IOException("no answer in time");
    }
  }

  void close() {
    if (closed) {
      return;
    }
    closed = true;
    try (Arena arena = Arena.ofConfined()) {
      int ignored = (int) PosixCalls.CLOSE.invokeExact(PosixCalls.state(arena), descriptor);
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }
}
