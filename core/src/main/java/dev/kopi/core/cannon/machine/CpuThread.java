package dev.kopi.core.cannon.machine;

import dev.kopi.core.cannon.code.Registers;
import dev.kopi.core.crypto.hash.Keccak256;
import dev.kopi.core.platform.BigEndian;

/**
 * One thread of the machine; the 32-bit machine has a single one. Values of 32 bits are kept
 * sign-extended.
 */
public final class CpuThread {
  /** Bytes of an encoded thread of the 64-bit machine. */
  public static final int ENCODED_SIZE = 298;

  final long id;
  final long[] registers = new long[Registers.COUNT];
  int exitCode;
  boolean exited;
  long pc;
  long nextPc;

  CpuThread(long id) {
    this.id = id;
  }

  /** The program counter. */
  public long pc() {
    return pc;
  }

  long lo() {
    return registers[Registers.LO];
  }

  long hi() {
    return registers[Registers.HI];
  }

  /** A general register, 0 to 31. */
  public long register(int number) {
    return registers[number];
  }

  /** Decodes a thread of the 64-bit machine. */
  public static CpuThread decode(byte[] in, int offset) {
    CpuThread thread = new CpuThread(BigEndian.getLong(in, offset));
    thread.exitCode = in[offset + 8] & 0xff;
    thread.exited = in[offset + 9] != 0;
    thread.pc = BigEndian.getLong(in, offset + 10);
    thread.nextPc = BigEndian.getLong(in, offset + 18);
    thread.registers[Registers.LO] = BigEndian.getLong(in, offset + 26);
    thread.registers[Registers.HI] = BigEndian.getLong(in, offset + 34);
    for (int i = 0; i < 32; i++) {
      thread.registers[i] = BigEndian.getLong(in, offset + 42 + 8 * i);
    }
    return thread;
  }

  /** Encodes a thread of the 64-bit machine. */
  public byte[] encode() {
    byte[] out = new byte[ENCODED_SIZE];
    BigEndian.putLong(out, 0, id);
    out[8] = (byte) exitCode;
    out[9] = (byte) (exited ? 1 : 0);
    BigEndian.putLong(out, 10, pc);
    BigEndian.putLong(out, 18, nextPc);
    BigEndian.putLong(out, 26, lo());
    BigEndian.putLong(out, 34, hi());
    for (int i = 0; i < 32; i++) {
      BigEndian.putLong(out, 42 + 8 * i, registers[i]);
    }
    return out;
  }

  /** The root of a stack after this thread is pushed. */
  byte[] push(byte[] root) {
    byte[] both = new byte[64];
    System.arraycopy(root, 0, both, 0, 32);
    System.arraycopy(Keccak256.hash(encode()).toArray(), 0, both, 32, 32);
    return Keccak256.hash(both).toArray();
  }
}
