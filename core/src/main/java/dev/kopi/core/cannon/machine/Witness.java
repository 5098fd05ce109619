package dev.kopi.core.cannon.machine;

import dev.kopi.core.crypto.hash.Keccak256;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;

/**
 * The encoding of a state that the contract checks, and its hash.
 *
 * @see <a href="https://specs.optimism.io/fault-proof/cannon-fault-proof-vm.html#state">State</a>
 */
public final class Witness {
  private Witness() {}

  /** Encodes a state: 188 bytes of the 64-bit machine, 226 bytes of the 32-bit one. */
  public static Bytes encode(MachineState state) {
    StateWriter out = new StateWriter(state.version());
    out.hash(state.memory().root()).hash(state.preimageKey).word(state.preimageOffset);
    if (state.version().is64()) {
      out.word(state.heap).one(state.reservation).word(state.reservedAddress);
      out.word(state.reservingThread).one(state.exitCode).one(state.exited ? 1 : 0);
      out.number(state.step).number(state.stepsSinceSwitch).one(state.traverseRight ? 1 : 0);
      out.bytes(MachineState.stackRoot(state.left)).bytes(MachineState.stackRoot(state.right));
      out.word(state.nextThreadId);
    } else {
      CpuThread cpu = state.thread();
      out.word(cpu.pc).word(cpu.nextPc).word(cpu.lo()).word(cpu.hi()).word(state.heap);
      out.one(state.exitCode).one(state.exited ? 1 : 0).number(state.step);
      for (int i = 0; i < 32; i++) {
        out.word(cpu.registers[i]);
      }
    }
    return out.toBytes();
  }

  /** The Keccak-256 hash of a state's witness with the status in place of the first byte. */
  public static Hash hash(MachineState state) {
    return hash(encode(state), state.status());
  }

  static Hash hash(Bytes witness, int status) {
    byte[] hash = Keccak256.hash(witness).toArray();
    hash[0] = (byte) status;
    return Hash.of(hash);
  }
}
