package dev.kopi.core.cannon.machine;

import dev.kopi.core.cannon.version.Layout;
import dev.kopi.core.cannon.version.MipsContract;
import dev.kopi.core.cannon.version.StateVersion;
import dev.kopi.core.platform.BigEndian;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;

/**
 * The system calls that both machines have, by the number of the 64-bit one.
 *
 * @see <a href="https://specs.optimism.io/fault-proof/cannon-fault-proof-vm.html#syscalls">
 *     Syscalls</a>
 */
final class SystemCalls {
  static final int STDOUT = 1;
  static final int STDERR = 2;
  static final int HINT_READ = 3;
  static final int HINT_WRITE = 4;
  static final int PREIMAGE_READ = 5;
  static final int PREIMAGE_WRITE = 6;
  static final int EVENT_FD = 100;

  static final int EBADF = 0x9;
  static final int EAGAIN = 0xb;
  static final int EINVAL = 0x16;

  /** A hint that is not complete may not grow beyond this. */
  private static final int MAX_HINT_BYTES = 64 << 20;

  private static final int CHUNK_BYTES = 1 << 16;
  private static final long PAGE_MASK = 4095;

  private final MachineState state;
  private final Host host;
  private final PreimageChannel preimages;
  private final StateVersion version;
  private final boolean newErrors;
  private final boolean hasEventFd;

  private final boolean boundsHeap;

  private long result;
  private long error;

  SystemCalls(MachineState state, MipsContract contract, Host host, PreimageChannel preimages) {
    this.boundsHeap = state.version().is64() || contract != MipsContract.V1_0_1;
    this.state = state;
    this.host = host;
    this.preimages = preimages;
    this.version = state.version();
    this.hasEventFd = version.atLeast(StateVersion.MULTI_THREADED_64_V4);
    this.newErrors = hasEventFd;
  }

  void succeed(long value) {
    result = value;
    error = 0;
  }

  /** Until version 6 the value says that there is an error, from 7 on the second register does. */
  void fail(int number) {
    result = newErrors ? number : -1;
    error = newErrors ? -1 : number;
  }

  /** Returns to the program. */
  void finish(CpuThread thread) {
    thread.registers[2] = result;
    thread.registers[7] = error;
    advance(thread);
  }

  void advance(CpuThread thread) {
    thread.pc = thread.nextPc;
    long next = thread.nextPc + 4;
    thread.nextPc = version.is64() ? next : (int) next;
  }

  MachineException fault(Fault fault, CpuThread thread) {
    return new MachineException(fault, state.step - 1, thread.pc, state.memory().get32(thread.pc));
  }

  /** Anonymous memory grows the heap; memory at a fixed address is granted as asked. */
  void mmap(long address, long length) {
    long mask = version.is64() ? -1L : 0xffffffffL;
    long asked = length & mask;
    long size = asked;
    if ((size & PAGE_MASK) != 0) {
      size = (size | PAGE_MASK) + 1 & mask;
    }
    if (address != 0) {
      succeed(address);
      return;
    }
    long heap = state.heap & mask;
    long grown = heap + size & mask;
    if (boundsHeap
        && (Long.compareUnsigned(grown, Layout.of(version).heapEnd()) > 0
            || Long.compareUnsigned(grown, heap) < 0
            || Long.compareUnsigned(size, asked) < 0)) {
      fail(EINVAL);
      return;
    }
    succeed(heap);
    state.heap = grown;
  }

  void read(CpuThread thread, long fd, long address, long count) {
    if (fd == 0) {
      succeed(0);
    } else if (fd == PREIMAGE_READ) {
      readPreimage(thread, address, count);
    } else if (fd == HINT_READ) {
      succeed(count);
    } else if (fd == EVENT_FD && hasEventFd) {
      fail(EAGAIN);
    } else {
      fail(EBADF);
    }
  }

  private int wordMask() {
    return version.wordBytes() - 1;
  }

  private int space(long address, long count) {
    int inWord = version.wordBytes() - ((int) address & wordMask());
    return Long.compareUnsigned(count, inWord) < 0 ? (int) count : inWord;
  }

  /** Reads at most to the end of the word at the address. */
  private void readPreimage(CpuThread thread, long address, long count) {
    long mask = version.is64() ? -1L : 0xffffffffL;
    long offset = state.preimageOffset & mask;
    byte[] value = preimages.get(state.preimageKey, offset);
    if (Long.compareUnsigned(offset, value.length) >= 0) {
      throw fault(Fault.PREIMAGE_OFFSET, thread);
    }
    int size = Math.min(space(address, count), value.length - (int) offset);
    long word = address & ~(long) wordMask();
    if (version.is64()) {
      state.memory().set64(word, state.memory().get64(word));
    } else {
      state.memory().set32(word, state.memory().get32(word));
    }
    state.memory().write(address, value, (int) offset, size);
    state.preimageOffset = offset + size;
    succeed(size);
  }

  void write(CpuThread thread, long fd, long address, long count) {
    if (fd == STDOUT || fd == STDERR) {
      writeOut(thread, (int) fd, address, count);
    } else if (fd == HINT_WRITE) {
      writeHint(thread, address, count);
    } else if (fd == PREIMAGE_WRITE) {
      writeKey(address, count);
    } else if (fd == EVENT_FD && hasEventFd) {
      fail(EAGAIN);
    } else {
      fail(EBADF);
    }
  }

  private int bounded(CpuThread thread, long count, long most) {
    if (Long.compareUnsigned(count, most) > 0) {
      throw fault(Fault.WRITE_TOO_LARGE, thread);
    }
    return (int) count;
  }

  private void writeOut(CpuThread thread, int fd, long address, long count) {
    int size = bounded(thread, count, Integer.MAX_VALUE);
    for (int done = 0; done < size; done += CHUNK_BYTES) {
      int chunk = Math.min(CHUNK_BYTES, size - done);
      host.write(fd, Bytes.wrap(state.memory().read(address + done, chunk)));
    }
    succeed(count);
  }

  /** A hint is a length of 4 bytes and as many bytes; several writes may make one hint. */
  private void writeHint(CpuThread thread, long address, long count) {
    int size = bounded(thread, count, MAX_HINT_BYTES - (long) state.lastHint.size());
    Bytes pending = Bytes.concat(state.lastHint, Bytes.wrap(state.memory().read(address, size)));
    while (pending.size() >= 4) {
      long length = BigEndian.getInt(pending.slice(0, 4).toArray(), 0) & 0xffffffffL;
      if (length > pending.size() - 4) {
        break;
      }
      int end = 4 + (int) length;
      host.hint(pending.slice(4, end));
      pending = pending.slice(end, pending.size());
    }
    state.lastHint = pending;
    succeed(count);
  }

  /** Shifts bytes into the key from the right; at most to the end of the word at the address. */
  private void writeKey(long address, long count) {
    int size = space(address, count);
    byte[] key = state.preimageKey.toArray();
    System.arraycopy(key, size, key, 0, 32 - size);
    System.arraycopy(state.memory().read(address, size), 0, key, 32 - size, size);
    state.preimageKey = Hash.of(key);
    state.preimageOffset = 0;
    succeed(size);
  }

  void fcntl(long fd, long command) {
    boolean known = fd >= 0 && fd <= PREIMAGE_WRITE;
    if (command == 1 && version != StateVersion.SINGLE_THREADED) { // F_GETFD
      if (known) {
        succeed(0);
      } else {
        fail(EBADF);
      }
    } else if (command == 3) { // F_GETFL
      if (known) {
        boolean writes = fd == STDOUT || fd == STDERR || fd == HINT_WRITE || fd == PREIMAGE_WRITE;
        succeed(writes ? 1 : 0);
      } else {
        fail(EBADF);
      }
    } else {
      fail(EINVAL);
    }
  }
}
