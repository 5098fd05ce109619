package dev.kopi.tests.conformance.cannon;

import dev.kopi.core.cannon.machine.MachineState;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Random programs of arithmetic, stores, loops and system calls, which ask for pre-images and read
 * them word by word, give hints, and end.
 */
final class RandomCaller {
  private static final int PAGE = 4096;
  private static final int KEYS = RandomStates.DATA + 1024;
  private static final int[] ALU = {
    0x00, 0x02, 0x03, 0x04, 0x06, 0x07, 0x0a, 0x0b, 0x10, 0x11, 0x12, 0x13, 0x18, 0x19, 0x21, 0x23,
    0x24, 0x25, 0x26, 0x27, 0x2a, 0x2b
  };
  private static final int[] IMMEDIATE = {0x09, 0x0a, 0x0b, 0x0c, 0x0d, 0x0e, 0x0f};
  private static final int[] MEMORY = {
    0x20, 0x21, 0x22, 0x23, 0x24, 0x25, 0x26, 0x28, 0x29, 0x2a, 0x2b, 0x2e, 0x30, 0x38
  };
  private static final int V0 = 2;
  private static final int A0 = 4;
  private static final int A1 = 5;
  private static final int A2 = 6;
  private static final int BASE = 28;
  private static final int COUNTER = 29;

  private final SplittableRandom random;
  private final List<Hash> keys;
  private final ByteBuffer code = ByteBuffer.allocate(PAGE);

  RandomCaller(SplittableRandom random, List<Hash> keys) {
    this.random = random;
    this.keys = keys;
  }

  /** The binary form of the state before the first step. */
  byte[] state() {
    load(BASE, RandomStates.DATA);
    load(COUNTER, 3 + random.nextInt(3));
    int loop = code.position();
    while (code.position() < PAGE - 800) {
      switch (random.nextInt(16)) {
        case 0 -> key(random.nextInt(keys.size()));
        case 1, 2 -> readPreimage();
        case 3 -> hint();
        case 4 -> other();
        case 5 -> skip();
        default -> plain();
      }
    }
    key(random.nextInt(keys.size()));
    readPreimage();
    code.putInt(0x09 << 26 | COUNTER << 21 | COUNTER << 16 | 0xffff);
    int back = (loop - code.position() - 4) / 4;
    code.putInt(0x05 << 26 | COUNTER << 21 | (back & 0xffff));
    code.putInt(0);
    load(A0, random.nextInt(4));
    call(4246);
    byte[] data = new byte[PAGE];
    random.nextBytes(data);
    ByteBuffer out = ByteBuffer.wrap(data);
    for (int i = 0; i < keys.size(); i++) {
      out.put(1024 + 32 * i, keys.get(i).toArray());
    }
    // A hint of 8 bytes.
    out.putInt(2048, 8);
    ByteBuffer state = ByteBuffer.allocate(2 * PAGE + 300).put((byte) 0).putInt(2);
    state.putInt(RandomStates.CODE / PAGE).put(code.array());
    state.putInt(RandomStates.DATA / PAGE).put(data);
    state.put(keys.getFirst().toArray()).putInt(0);
    state.putInt(RandomStates.CODE).putInt(RandomStates.CODE + 4).putInt(0).putInt(0);
    state.putInt(0x0500_0000).put(new byte[2 + 8 + 4 * 32 + 4]);
    return Bytes.copyOf(state.array(), 0, state.position()).toArray();
  }

  MachineState load() {
    return RandomStates.decode(state());
  }

  private void load(int register, int value) {
    code.putInt(0x0f << 26 | register << 16 | value >>> 16);
    code.putInt(0x0d << 26 | register << 21 | register << 16 | (value & 0xffff));
  }

  private void call(int number) {
    load(V0, number);
    code.putInt(0xc);
  }

  private void write(int fd, int address, int count) {
    load(A0, fd);
    load(A1, address);
    load(A2, count);
    call(4004);
  }

  private void key(int number) {
    load(A0, 6);
    load(A2, 4);
    for (int i = 0; i < 8; i++) {
      load(A1, KEYS + 32 * number + 4 * i);
      call(4004);
    }
  }

  private void readPreimage() {
    load(A0, 5);
    load(A1, RandomStates.DATA + random.nextInt(512));
    load(A2, random.nextInt(1, 6));
    call(4003);
  }

  private void hint() {
    write(4, RandomStates.DATA + 2048, 12);
    load(A0, 3);
    load(A2, 1);
    call(4003);
  }

  private void other() {
    switch (random.nextInt(7)) {
      case 0 -> write(random.nextInt(1, 3), RandomStates.DATA, random.nextInt(32));
      case 1 -> {
        load(A0, random.nextInt(3) == 0 ? random.nextInt() : 0);
        load(A1, random.nextInt(3 * PAGE));
        call(4090);
      }
      case 2 -> call(4045);
      case 3 -> {
        load(A0, random.nextInt(9));
        load(A1, random.nextInt(5));
        call(4055);
      }
      case 4 -> call(4120);
      case 5 -> {
        load(A0, random.nextInt(7, 12));
        call(4003 + random.nextInt(2));
      }
      default -> call(random.nextInt(4300, 4400));
    }
  }

  /** A branch over a few instructions, with whatever in its delay slot. */
  private void skip() {
    int length = random.nextInt(1, 6);
    int condition = random.nextInt(6);
    int branch =
        condition < 4
            ? (0x04 + condition) << 26 | register() << 21 | (condition < 2 ? register() << 16 : 0)
            : 0x01 << 26 | register() << 21 | (condition - 4) << 16;
    code.putInt(branch | length);
    for (int i = 0; i < length; i++) {
      plain();
    }
  }

  private void plain() {
    int kind = random.nextInt(3);
    if (kind == 0) {
      int function = ALU[random.nextInt(ALU.length)];
      code.putInt(
          register() << 21
              | register() << 16
              | destination() << 11
              | random.nextInt(32) << 6
              | function);
    } else if (kind == 1) {
      int opcode = IMMEDIATE[random.nextInt(IMMEDIATE.length)];
      code.putInt(opcode << 26 | register() << 21 | destination() << 16 | random.nextInt(1 << 16));
    } else {
      int opcode = MEMORY[random.nextInt(MEMORY.length)];
      code.putInt(opcode << 26 | BASE << 21 | destination() << 16 | random.nextInt(1000));
    }
  }

  private int register() {
    return random.nextInt(32);
  }

  /** Not those that hold the base and the number of rounds. */
  private int destination() {
    return random.nextInt(8) == 0 ? 0 : random.nextInt(1, BASE);
  }
}
