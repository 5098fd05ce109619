package dev.kopi.tests.conformance.cannon;

import dev.kopi.core.cannon.machine.MachineState;
import dev.kopi.core.cannon.machine.StateCodec;
import dev.kopi.core.primitives.Hash;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.SplittableRandom;

/** Random states of the 32-bit machine, whose next instruction may be any. */
final class RandomStates {
  static final int CODE = 0x1_0000;
  static final int DATA = 0x20_0000;
  private static final int PAGE = 4096;
  private static final int REGISTERS = 32;
  private static final int[] SYSCALLS = {4003, 4004, 4045, 4055, 4090, 4120, 4246, 4005, 0};
  private static final int[] FUNCTIONS = {
    0x00, 0x02, 0x03, 0x04, 0x06, 0x07, 0x08, 0x09, 0x0a, 0x0b, 0x0c, 0x0f, 0x10, 0x11, 0x12, 0x13,
    0x18, 0x19, 0x1a, 0x1b, 0x20, 0x21, 0x22, 0x23, 0x24, 0x25, 0x26, 0x27, 0x2a, 0x2b
  };
  private static final int[] FUNCTIONS_2 = {0x02, 0x20, 0x21};
  private static final int[] OPCODES = {
    0x00, 0x00, 0x00, 0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x07, 0x08, 0x09, 0x0a, 0x0b, 0x0c, 0x0d,
    0x0e, 0x0f, 0x1c, 0x20, 0x21, 0x22, 0x23, 0x24, 0x25, 0x26, 0x28, 0x29, 0x2a, 0x2b, 0x2e, 0x30,
    0x38
  };

  private final SplittableRandom random;
  private final List<Hash> keys;

  /** States whose pre-image key is one of those. */
  RandomStates(SplittableRandom random, List<Hash> keys) {
    this.random = random;
    this.keys = keys;
  }

  private static int any(int[] values, SplittableRandom random) {
    return values[random.nextInt(values.length)];
  }

  /** The binary form of a state. */
  byte[] next() {
    int pc = CODE + 4 * random.nextInt(PAGE / 4);
    int instruction = instruction();
    int[] registers = new int[REGISTERS];
    for (int i = 1; i < REGISTERS; i++) {
      registers[i] = value();
    }
    if (random.nextInt(50) == 0) {
      registers[0] = value();
    }
    if (instruction == 0xc) {
      arguments(registers);
    }
    ByteBuffer out = ByteBuffer.allocate(2 * PAGE + 300);
    out.put((byte) 0).putInt(2);
    byte[] code = new byte[PAGE];
    byte[] data = new byte[PAGE];
    random.nextBytes(code);
    random.nextBytes(data);
    ByteBuffer.wrap(code).putInt(pc - CODE, instruction);
    out.putInt(CODE / PAGE).put(code).putInt(DATA / PAGE).put(data);
    out.put(keys.get(random.nextInt(keys.size())).toArray()).putInt(random.nextInt(48));
    out.putInt(random.nextInt(100) == 0 ? pc + random.nextInt(4) : pc);
    // A delay slot: the next instruction is elsewhere.
    out.putInt(random.nextInt(4) == 0 ? value() & -4 : pc + 4);
    out.putInt(value()).putInt(value());
    out.putInt(random.nextInt(8) == 0 ? 0x6000_0000 - PAGE * random.nextInt(3) : 0x0500_0000);
    out.put((byte) 0).put((byte) 0).putLong(random.nextLong() >>> 1);
    for (int register : registers) {
      out.putInt(register);
    }
    out.putInt(0);
    byte[] state = new byte[out.position()];
    out.flip().get(state);
    return state;
  }

  static MachineState decode(byte[] state) {
    ByteBuffer in = ByteBuffer.wrap(state);
    return StateCodec.decode(in::get, 16);
  }

  private int instruction() {
    if (random.nextInt(8) == 0) {
      return 0xc;
    }
    int opcode = random.nextInt(40) == 0 ? random.nextInt(64) : any(OPCODES, random);
    int rest = random.nextInt() >>> 6;
    return switch (opcode) {
      case 0 -> {
        int function = random.nextInt(40) == 0 ? random.nextInt(64) : any(FUNCTIONS, random);
        yield function == 0xc ? 0xc : rest & -64 | function;
      }
      case 1 ->
          1 << 26
              | rest & ~(31 << 16)
              | (random.nextInt(8) == 0 ? random.nextInt(32) : random.nextInt(2)) << 16;
      case 0x1c -> 0x1c << 26 | rest & -64 | any(FUNCTIONS_2, random);
      default -> opcode << 26 | rest;
    };
  }

  /** A value at an edge, a small one, an address, or any. */
  private int value() {
    return switch (random.nextInt(8)) {
      case 0 -> 0;
      case 1 -> random.nextInt(-3, 4);
      case 2 -> Integer.MIN_VALUE + random.nextInt(-2, 3);
      case 3 -> 1 << random.nextInt(32);
      case 4 -> -1 >>> random.nextInt(32);
      case 5 -> DATA + random.nextInt(PAGE);
      default -> random.nextInt();
    };
  }

  private void arguments(int[] registers) {
    registers[2] = random.nextInt(12) == 0 ? random.nextInt(4000, 4400) : any(SYSCALLS, random);
    registers[4] = random.nextInt(12) == 0 ? value() : random.nextInt(-1, 8);
    registers[5] =
        registers[2] == 4003 || registers[2] == 4004 ? DATA + random.nextInt(PAGE - 64) : value();
    registers[6] = random.nextInt(48);
    if (random.nextInt(4) == 0) {
      registers[2] = 4003;
      registers[4] = 5;
      registers[5] = DATA + random.nextInt(PAGE - 64);
    }
    if (registers[2] == 4055) {
      registers[5] = random.nextInt(6);
    }
    if (registers[2] == 4090) {
      registers[4] = random.nextBoolean() ? 0 : value();
    }
  }
}
