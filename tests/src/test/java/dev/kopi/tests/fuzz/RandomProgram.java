package dev.kopi.tests.fuzz;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * EVM code that mostly makes sense: operands lie on the stack before they are used, jumps find
 * their destination, loops end. A little of it is nonsense on purpose.
 */
final class RandomProgram {
  /** An operation and its operands, top first: see {@link #operand}. */
  private record Op(int code, String operands, int leaves) {}

  private static final List<Op> PURE =
      List.of(
          new Op(0x01, "vv", 1),
          new Op(0x02, "vv", 1),
          new Op(0x03, "vv", 1),
          new Op(0x04, "vv", 1),
          new Op(0x05, "vv", 1),
          new Op(0x06, "vv", 1),
          new Op(0x07, "vv", 1),
          new Op(0x08, "vvv", 1),
          new Op(0x09, "vvv", 1),
          new Op(0x0a, "vv", 1),
          new Op(0x0b, "sv", 1),
          new Op(0x10, "vv", 1),
          new Op(0x11, "vv", 1),
          new Op(0x12, "vv", 1),
          new Op(0x13, "vv", 1),
          new Op(0x14, "vv", 1),
          new Op(0x15, "v", 1),
          new Op(0x16, "vv", 1),
          new Op(0x17, "vv", 1),
          new Op(0x18, "vv", 1),
          new Op(0x19, "v", 1),
          new Op(0x1a, "sv", 1),
          new Op(0x1b, "sv", 1),
          new Op(0x1c, "sv", 1),
          new Op(0x1d, "sv", 1),
          new Op(0x1e, "v", 1));

  private static final List<Op> MEMORY =
      List.of(
          new Op(0x20, "ol", 1),
          new Op(0x35, "o", 1),
          new Op(0x37, "ool", 0),
          new Op(0x39, "ool", 0),
          new Op(0x3c, "aool", 0),
          new Op(0x3e, "ooz", 0),
          new Op(0x51, "o", 1),
          new Op(0x52, "ov", 0),
          new Op(0x53, "ov", 0),
          new Op(0x59, "", 1),
          new Op(0x5e, "ool", 0));

  private static final List<Op> STATE =
      List.of(
          new Op(0x31, "a", 1),
          new Op(0x3b, "a", 1),
          new Op(0x3f, "a", 1),
          new Op(0x40, "n", 1),
          new Op(0x47, "", 1),
          new Op(0x49, "k", 1),
          new Op(0x54, "k", 1),
          new Op(0x55, "kv", 0),
          new Op(0x55, "kk", 0),
          new Op(0x5a, "", 1),
          new Op(0x5c, "k", 1),
          new Op(0x5d, "kv", 0),
          new Op(0xa0, "ol", 0),
          new Op(0xa1, "olv", 0),
          new Op(0xa2, "olvv", 0),
          new Op(0xa4, "olvvvv", 0));

  private static final List<Op> CALLS =
      List.of(
          new Op(0xf1, "gacolol", 1),
          new Op(0xf2, "gacolol", 1),
          new Op(0xf4, "gaolol", 1),
          new Op(0xfa, "gaolol", 1),
          new Op(0xf0, "col", 1),
          new Op(0xf5, "colk", 1));

  private static final int[] ENVIRONMENT = {
    0x30, 0x32, 0x33, 0x34, 0x36, 0x38, 0x3a, 0x3d, 0x41, 0x42, 0x43, 0x44, 0x45, 0x46, 0x48, 0x4a,
    0x58, 0x59, 0x5f
  };

  private final Random random;
  private final List<String> addresses;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  /** Where the places of jumps forward are written, and these places. */
  private final List<int[]> patches = new ArrayList<>();

  private int height;
  private int depth;

  RandomProgram(Random random, List<String> addresses) {
    this.random = random;
    this.addresses = addresses;
  }

  /** Code of about so many statements. */
  byte[] generate(int statements) {
    for (int i = 0; i < statements; i++) {
      statement();
    }
    ending();
    return out.toByteArray();
  }

  private void statement() {
    int choice = random.nextInt(100);
    if (choice < 42) {
      operation(pick(PURE));
    } else if (choice < 60) {
      operation(pick(MEMORY));
    } else if (choice < 72) {
      operation(pick(STATE));
    } else if (choice < 78) {
      call();
    } else if (choice < 83) {
      shuffle();
    } else if (choice < 88) {
      branch();
    } else if (choice < 92) {
      loop();
    } else if (choice < 95) {
      subroutine();
    } else if (choice < 98) {
      creation();
    } else if (choice == 98) {
      value();
    } else if (random.nextInt(4) == 0) {
      nonsense();
    }
  }

  private Op pick(List<Op> ops) {
    return ops.get(random.nextInt(ops.size()));
  }

  private void operation(Op op) {
    for (int i = op.operands().length() - 1; i >= 0; i--) {
      operand(op.operands().charAt(i));
    }
    emit(op.code());
    height += op.leaves() - op.operands().length();
  }

  private void call() {
    if (depth < 3) {
      operation(pick(CALLS));
    }
  }

  /** Pushes an operand of a kind. */
  private void operand(char kind) {
    switch (kind) {
      case 'o' -> push(random.nextInt(40) == 0 ? random.nextLong() >>> 34 : random.nextInt(200));
      case 'l' -> push(random.nextInt(40) == 0 ? random.nextInt(9000) : random.nextInt(100));
      case 'z' -> push(random.nextInt(3));
      case 'k' -> push(random.nextInt(5));
      case 'c' -> push(random.nextInt(3) == 0 ? random.nextInt(20) : 0);
      case 'n' -> push(90 + random.nextInt(20));
      case 's' -> {
        if (random.nextInt(3) == 0) {
          value();
        } else {
          push(random.nextInt(random.nextBoolean() ? 40 : 300));
        }
      }
      case 'g' -> {
        if (random.nextInt(3) == 0) {
          emit(0x5a);
          height++;
        } else {
          push(random.nextInt(120_000));
        }
      }
      case 'a' -> address();
      default -> value();
    }
  }

  private void address() {
    byte[] bytes = hex(addresses.get(random.nextInt(addresses.size())));
    emit(0x5f + bytes.length);
    out.writeBytes(bytes);
    height++;
  }

  private void value() {
    int choice = random.nextInt(10);
    if (choice < 3 && height > 0) {
      int n = 1 + random.nextInt(Math.min(height, 16));
      emit(0x7f + n);
      height++;
    } else if (choice == 3) {
      emit(ENVIRONMENT[random.nextInt(ENVIRONMENT.length)]);
      height++;
    } else if (choice < 6) {
      push(random.nextInt(4) == 0 ? random.nextLong() : random.nextInt(300));
    } else {
      constant();
    }
  }

  /** Words at the edges of arithmetic, and random ones. */
  private void constant() {
    byte[] word = new byte[32];
    switch (random.nextInt(8)) {
      case 0 -> java.util.Arrays.fill(word, (byte) 0xff);
      case 1 -> word[0] = (byte) 0x80;
      case 2 -> {
        java.util.Arrays.fill(word, (byte) 0xff);
        word[0] = 0x7f;
      }
      case 3 -> word[31 - 8 * random.nextInt(4)] = 1;
      case 4 -> {
        java.util.Arrays.fill(word, (byte) 0xff);
        word[31] = (byte) random.nextInt();
      }
      case 5 -> {
        for (int i = 8 * random.nextInt(4); i < 32; i++) {
          word[i] = (byte) 0xff;
        }
      }
      default -> {
        byte[] tail = new byte[1 + random.nextInt(32)];
        random.nextBytes(tail);
        System.arraycopy(tail, 0, word, 32 - tail.length, tail.length);
      }
    }
    int from = 0;
    while (from < 31 && word[from] == 0 && random.nextInt(20) != 0) {
      from++;
    }
    emit(0x60 + 31 - from);
    out.write(word, from, 32 - from);
    height++;
  }

  private void shuffle() {
    if (height >= 2 && random.nextBoolean()) {
      emit(0x8f + 1 + random.nextInt(Math.min(height - 1, 16)));
    } else if (height > 0 && random.nextInt(3) == 0) {
      emit(0x50);
      height--;
    } else if (height > 0) {
      emit(0x7f + 1 + random.nextInt(Math.min(height, 16)));
      height++;
    }
  }

  private void branch() {
    if (depth > 3) {
      return;
    }
    value();
    int hole = jumpHole(0x57);
    height--;
    body();
    fill(hole);
  }

  private void loop() {
    if (depth > 2) {
      return;
    }
    push(1 + random.nextInt(12));
    int start = out.size();
    emit(0x5b);
    body();
    push(1);
    emit(0x90);
    emit(0x03);
    emit(0x80);
    emit(0x61);
    emit(start >>> 8);
    emit(start);
    emit(0x57);
    emit(0x50);
    height -= 2;
  }

  /** A jump with the way back on the stack. */
  private void subroutine() {
    if (depth > 3) {
      return;
    }
    emit(0x61);
    int back = out.size();
    emit(0);
    emit(0);
    height++;
    int entry = jumpHole(0x56);
    fill(entry);
    body();
    emit(0x56);
    height--;
    patches.add(new int[] {back, out.size()});
    emit(0x5b);
  }

  /** Statements that leave the stack as high as it was. */
  private void body() {
    int before = height;
    depth++;
    int statements = 1 + random.nextInt(5);
    for (int i = 0; i < statements; i++) {
      statement();
    }
    depth--;
    while (height > before) {
      emit(0x50);
      height--;
    }
    while (height < before) {
      push(random.nextInt(3));
    }
  }

  /** Init code from a constant, created. */
  private void creation() {
    byte[] init = new byte[1 + random.nextInt(32)];
    random.nextBytes(init);
    byte[][] known = {
      {0x60, 0x0a, 0x5f, (byte) 0xf3},
      {0x5f, 0x5f, (byte) 0xfd},
      {0x60, (byte) 0xef, 0x5f, 0x53, 0x60, 0x01, 0x5f, (byte) 0xf3},
      {0x33, (byte) 0xff},
      {0x36, 0x5f, 0x5f, 0x37, 0x5f, 0x35, 0x5f, 0x55, 0x60, 0x05, 0x5f, (byte) 0xf3},
      {0x61, 0x60, 0x01, 0x5f, 0x52, 0x60, 0x20, 0x5f, (byte) 0xf3}
    };
    if (random.nextInt(3) != 0) {
      init = known[random.nextInt(known.length)];
    }
    emit(0x5f + init.length);
    out.writeBytes(init);
    emit(0x5f);
    emit(0x52);
    boolean salted = random.nextBoolean();
    if (salted) {
      push(random.nextInt(2));
      height--;
    }
    push(init.length);
    push(32 - init.length);
    push(random.nextInt(4) == 0 ? 1 : 0);
    height -= 3;
    emit(salted ? 0xf5 : 0xf0);
    height++;
  }

  private void nonsense() {
    switch (random.nextInt(5)) {
      case 0 -> emit(random.nextInt(256));
      case 1 -> emit(0x0c);
      case 2 -> {
        push(random.nextInt(400));
        emit(0x56);
        height--;
      }
      case 3 -> {
        for (int i = 0; i < 5; i++) {
          emit(0x01);
        }
      }
      default -> emit(0xfe);
    }
  }

  private void ending() {
    switch (random.nextInt(8)) {
      case 0 -> emit(0x00);
      case 1 -> {
        operand('a');
        emit(0xff);
      }
      case 2 -> {
        operand('l');
        operand('o');
        emit(0xfd);
      }
      case 3 -> {
        byte[] cut = new byte[random.nextInt(6)];
        emit(0x7f);
        out.writeBytes(cut);
      }
      default -> {
        operand('l');
        operand('o');
        emit(0xf3);
      }
    }
    patch();
  }

  private void push(long value) {
    int bytes = Math.max(1, (71 - Long.numberOfLeadingZeros(value)) / 8);
    emit(0x5f + bytes);
    for (int i = bytes - 1; i >= 0; i--) {
      emit((int) (value >>> 8 * i));
    }
    height++;
  }

  private void emit(int value) {
    out.write(value);
  }

  // Jumps forward: the place is known later.

  private int jumpHole(int jump) {
    emit(0x61);
    int hole = out.size();
    emit(0);
    emit(0);
    emit(jump);
    return hole;
  }

  private void fill(int hole) {
    patches.add(new int[] {hole, out.size()});
    emit(0x5b);
  }

  private void patch() {
    byte[] code = out.toByteArray();
    for (int[] patch : patches) {
      code[patch[0]] = (byte) (patch[1] >>> 8);
      code[patch[0] + 1] = (byte) patch[1];
    }
    out.reset();
    out.writeBytes(code);
  }

  private static byte[] hex(String text) {
    byte[] bytes = new byte[text.length() / 2];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) Integer.parseInt(text.substring(2 * i, 2 * i + 2), 16);
    }
    return bytes;
  }
}
