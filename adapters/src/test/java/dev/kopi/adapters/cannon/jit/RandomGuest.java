package dev.kopi.adapters.cannon.jit;

import dev.kopi.core.cannon.loader.ProgramLoader;
import dev.kopi.core.cannon.machine.MachineState;
import dev.kopi.core.cannon.version.StateVersion;
import dev.kopi.core.platform.BigEndian;
import java.util.Random;

/** Random programs with loops, calls and stores, some into their own code. */
final class RandomGuest {
  static final int CODE = 0x1_0000;
  private static final int INSTRUCTIONS = 400;
  private static final int[] ALU = {
    0x00, 0x02, 0x03, 0x04, 0x06, 0x07, 0x0a, 0x0b, 0x10, 0x12, 0x18, 0x19, 0x1a, 0x1b, 0x21, 0x23,
    0x24, 0x25, 0x26, 0x27, 0x2a, 0x2b
  };
  private static final int[] WIDE_ALU = {
    0x14, 0x16, 0x17, 0x1c, 0x1d, 0x1e, 0x1f, 0x2d, 0x2f, 0x38, 0x3a, 0x3b, 0x3c, 0x3e, 0x3f
  };
  private static final int[] IMMEDIATE = {0x09, 0x0a, 0x0b, 0x0c, 0x0d, 0x0e, 0x0f};
  private static final int[] MEMORY = {
    0x20, 0x21, 0x22, 0x23, 0x24, 0x25, 0x26, 0x28, 0x29, 0x2a, 0x2b, 0x2e, 0x30, 0x38
  };
  private static final int[] WIDE_MEMORY = {0x1a, 0x1b, 0x27, 0x2c, 0x2d, 0x34, 0x37, 0x3c, 0x3f};

  private final Random random;
  private final boolean wide;
  private final boolean changesItself;

  RandomGuest(long seed, boolean wide, boolean changesItself) {
    this.random = new Random(seed);
    this.wide = wide;
    this.changesItself = changesItself;
  }

  /** The state before the first step. */
  MachineState load() {
    int[] code = new int[INSTRUCTIONS];
    // r1 points to data, r2 to the code; others are random.
    code[0] = 0x3c01_0020;
    code[1] = 0x3c02_0001;
    for (int i = 3; i < 28; i++) {
      code[i - 1] = 0x2400_0000 | i << 16 | random.nextInt(1 << 16);
    }
    for (int i = 27; i < INSTRUCTIONS - 2; i++) {
      code[i] = instruction(i);
    }
    code[INSTRUCTIONS - 2] = 0x0800_0000 | (CODE >>> 2) + 27; // Again.
    return ProgramLoader.load(
        wide ? StateVersion.MULTI_THREADED_64_V5 : StateVersion.SINGLE_THREADED_2, elf(code));
  }

  private int instruction(int at) {
    int kind = random.nextInt(20);
    if (kind < 8) {
      int[] functions = wide && random.nextBoolean() ? WIDE_ALU : ALU;
      return register() << 21
          | register() << 16
          | destination() << 11
          | random.nextInt(32) << 6
          | functions[random.nextInt(functions.length)];
    }
    if (kind < 12) {
      int op = IMMEDIATE[random.nextInt(IMMEDIATE.length)];
      if (wide && random.nextInt(4) == 0) {
        op = 0x19;
      }
      return op << 26 | register() << 21 | destination() << 16 | random.nextInt(1 << 16);
    }
    if (kind < 16) {
      int[] all = wide && random.nextBoolean() ? WIDE_MEMORY : MEMORY;
      int op = all[random.nextInt(all.length)];
      boolean isStore = op >= 0x28 && op != 0x30 && op != 0x34 && op != 0x37;
      boolean intoCode = changesItself && isStore && random.nextInt(12) == 0;
      int base = intoCode ? 2 : 1;
      int offset = intoCode ? 4 * random.nextInt(INSTRUCTIONS) : random.nextInt(256);
      return op << 26 | base << 21 | destination() << 16 | offset;
    }
    int offset = target(at) - at - 1 & 0xffff;
    return switch (random.nextInt(8)) {
      case 0 -> 0x0800_0000 | (CODE >>> 2) + target(at);
      case 1 -> 0x0c00_0000 | (CODE >>> 2) + target(at);
      case 2 -> 0x03e0_0008; // jr ra
      case 3 -> 0x0400_0000 | register() << 21 | random.nextInt(2) << 16 | offset;
      case 4 -> 0x1800_0000 | register() << 21 | offset;
      case 5 -> 0x1c00_0000 | register() << 21 | offset;
      case 6 -> 0x1000_0000 | register() << 21 | register() << 16 | offset;
      default -> 0x1400_0000 | register() << 21 | register() << 16 | offset;
    };
  }

  /** Mostly near by. */
  private int target(int at) {
    int near = at - 12 + random.nextInt(30);
    return Math.clamp(near, 27, INSTRUCTIONS - 3);
  }

  private int register() {
    return random.nextInt(28);
  }

  private int destination() {
    return random.nextInt(10) == 0 ? 0 : 3 + random.nextInt(25);
  }

  private byte[] elf(int[] code) {
    int header = wide ? 64 : 52;
    int entry = wide ? 56 : 32;
    byte[] elf = new byte[header + entry + 4 * code.length];
    System.arraycopy(new byte[] {0x7f, 'E', 'L', 'F', (byte) (wide ? 2 : 1), 2}, 0, elf, 0, 6);
    elf[17] = 2;
    elf[19] = 8;
    word(elf, 24, CODE);
    word(elf, wide ? 32 : 28, header);
    elf[wide ? 55 : 43] = (byte) entry;
    elf[wide ? 57 : 45] = 1;
    BigEndian.putInt(elf, header, 1);
    word(elf, header + (wide ? 8 : 4), header + entry);
    word(elf, header + (wide ? 16 : 8), CODE);
    word(elf, header + (wide ? 32 : 16), 4 * code.length);
    word(elf, header + (wide ? 40 : 20), 4 * code.length);
    for (int i = 0; i < code.length; i++) {
      BigEndian.putInt(elf, header + entry + 4 * i, code[i]);
    }
    return elf;
  }

  private void word(byte[] elf, int at, int value) {
    BigEndian.putInt(elf, wide ? at + 4 : at, value);
  }
}
