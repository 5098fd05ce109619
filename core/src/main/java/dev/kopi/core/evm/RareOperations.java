package dev.kopi.core.evm;

import dev.kopi.core.chain.spec.Fork;
import dev.kopi.core.evm.instruction.Instruction;
import dev.kopi.core.evm.instruction.InstructionSet;
import dev.kopi.core.evm.instruction.Opcode;

/** Operations kept out of the interpreter's loop, to keep it small. */
final class RareOperations {
  private static final byte[] MOVES = moves();

  private RareOperations() {}

  /** By how many longs an instruction changes the stack height. */
  static int movesStack(int instruction) {
    int opcode = instruction & 0xff;
    return opcode == Instruction.LOG ? -4 * (2 + (instruction >>> 8)) : MOVES[opcode];
  }

  private static byte[] moves() {
    InstructionSet all = InstructionSet.of(Fork.OSAKA);
    byte[] moves = new byte[256];
    for (int opcode = 0; opcode < 256; opcode++) {
      moves[opcode] = (byte) (4 * (all.leaves(opcode) - all.takes(opcode)));
    }
    return moves;
  }

  /** Runs one operation. The caller adjusts the stack pointer. */
  static long run(Evm evm, CallFrame f, int instruction, long[] s, int sp, long gas) {
    switch (instruction & 0xff) {
      case Opcode.ADDRESS -> EnvironmentOperations.push(s, sp, f.self.address());
      case Opcode.ORIGIN -> EnvironmentOperations.push(s, sp, evm.transaction.origin());
      case Opcode.CALLER -> EnvironmentOperations.push(s, sp, f.caller);
      case Opcode.CALLVALUE -> EnvironmentOperations.push(s, sp, f.value);
      case Opcode.CALLDATALOAD -> EnvironmentOperations.callDataLoad(f, s, sp);
      case Opcode.CALLDATASIZE -> EnvironmentOperations.push(s, sp, f.inputLength);
      case Opcode.GASPRICE -> EnvironmentOperations.push(s, sp, evm.transaction.gasPrice());
      case Opcode.RETURNDATASIZE -> EnvironmentOperations.push(s, sp, f.returnDataLength);
      case Opcode.BLOCKHASH -> EnvironmentOperations.blockHash(evm, s, sp);
      case Opcode.COINBASE -> EnvironmentOperations.push(s, sp, evm.block.beneficiary());
      case Opcode.TIMESTAMP -> EnvironmentOperations.push(s, sp, evm.block.timestampSeconds());
      case Opcode.NUMBER -> EnvironmentOperations.push(s, sp, evm.block.number());
      case Opcode.DIFFICULTY -> EnvironmentOperations.difficulty(evm, s, sp);
      case Opcode.GASLIMIT -> EnvironmentOperations.push(s, sp, evm.block.gasLimit());
      case Opcode.CHAINID -> EnvironmentOperations.push(s, sp, evm.block.rules().chainId());
      case Opcode.SELFBALANCE -> EnvironmentOperations.push(s, sp, evm.world.balance(f.self));
      case Opcode.BASEFEE -> EnvironmentOperations.push(s, sp, evm.block.baseFee());
      case Opcode.BLOBHASH -> EnvironmentOperations.blobHash(evm, s, sp);
      case Opcode.BLOBBASEFEE -> EnvironmentOperations.push(s, sp, evm.block.blobBaseFee());
      case Opcode.MSIZE -> EnvironmentOperations.push(s, sp, f.memory.size);
      case Opcode.TLOAD -> StorageOperations.tload(evm, f, s, sp);
      default -> {
        return priced(evm, f, instruction, s, sp, gas);
      }
    }
    return gas;
  }

  /** Operations whose gas cost depends on operands, or that can halt. */
  private static long priced(Evm evm, CallFrame f, int instruction, long[] s, int sp, long gas) {
    return switch (instruction & 0xff) {
      case Opcode.BALANCE -> EnvironmentOperations.balance(evm, s, sp, gas);
      case Opcode.EXTCODESIZE -> EnvironmentOperations.extCodeSize(evm, s, sp, gas);
      case Opcode.EXTCODEHASH -> EnvironmentOperations.extCodeHash(evm, s, sp, gas);
      case Opcode.EXTCODECOPY -> EnvironmentOperations.extCodeCopy(evm, f, s, sp, gas);
      case Opcode.CALLDATACOPY ->
          MemoryOperations.copy(f.memory, f.input, f.inputOffset, f.inputLength, s, sp, gas);
      case Opcode.CODECOPY -> {
        byte[] code = f.code.code().unsafeArray();
        yield MemoryOperations.copy(f.memory, code, 0, code.length, s, sp, gas);
      }
      case Opcode.RETURNDATACOPY -> MemoryOperations.returnDataCopy(f, s, sp, gas);
      case Opcode.MCOPY -> MemoryOperations.mcopy(f.memory, s, sp, gas);
      case Opcode.TSTORE -> StorageOperations.tstore(evm, f, s, sp, gas);
      case Instruction.LOG -> StorageOperations.log(evm, f, instruction >>> 8, s, sp, gas);
      case Opcode.SELFDESTRUCT -> CallOperations.selfDestruct(evm, f, s, sp, gas);
      default -> throw new IllegalStateException("no such instruction: " + instruction);
    };
  }
}
