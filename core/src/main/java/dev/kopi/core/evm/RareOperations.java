package dev.kopi.core.evm;

import dev.kopi.core.chain.Fork;

/** The operations that the interpreter's loop leaves out, to stay small. */
final class RareOperations {
  private static final byte[] MOVES = moves();

  private RareOperations() {}

  /** By how many longs the stack grows. */
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

  /** Runs one operation. The caller moves the stack. */
  static long run(Evm evm, Frame f, int instruction, long[] s, int sp, long gas) {
    switch (instruction & 0xff) {
      case Opcode.ADDRESS -> Environment.push(s, sp, f.self.address());
      case Opcode.ORIGIN -> Environment.push(s, sp, evm.transaction.origin());
      case Opcode.CALLER -> Environment.push(s, sp, f.caller);
      case Opcode.CALLVALUE -> Environment.push(s, sp, f.value);
      case Opcode.CALLDATALOAD -> Environment.callDataLoad(f, s, sp);
      case Opcode.CALLDATASIZE -> Environment.push(s, sp, f.inputLength);
      case Opcode.GASPRICE -> Environment.push(s, sp, evm.transaction.gasPrice());
      case Opcode.RETURNDATASIZE -> Environment.push(s, sp, f.returnDataLength);
      case Opcode.BLOCKHASH -> Environment.blockHash(evm, s, sp);
      case Opcode.COINBASE -> Environment.push(s, sp, evm.block.beneficiary());
      case Opcode.TIMESTAMP -> Environment.push(s, sp, evm.block.timestampSeconds());
      case Opcode.NUMBER -> Environment.push(s, sp, evm.block.number());
      case Opcode.DIFFICULTY -> Environment.difficulty(evm, s, sp);
      case Opcode.GASLIMIT -> Environment.push(s, sp, evm.block.gasLimit());
      case Opcode.CHAINID -> Environment.push(s, sp, evm.block.rules().chainId());
      case Opcode.SELFBALANCE -> Environment.push(s, sp, evm.world.balance(f.self));
      case Opcode.BASEFEE -> Environment.push(s, sp, evm.block.baseFee());
      case Opcode.BLOBHASH -> Environment.blobHash(evm, s, sp);
      case Opcode.BLOBBASEFEE -> Environment.push(s, sp, evm.block.blobBaseFee());
      case Opcode.MSIZE -> Environment.push(s, sp, f.memory.size);
      case Opcode.TLOAD -> StorageOperations.tload(evm, f, s, sp);
      default -> {
        return priced(evm, f, instruction, s, sp, gas);
      }
    }
    return gas;
  }

  /** Those whose price depends on their operands, or that can halt. */
  private static long priced(Evm evm, Frame f, int instruction, long[] s, int sp, long gas) {
    return switch (instruction & 0xff) {
      case Opcode.BALANCE -> Environment.balance(evm, s, sp, gas);
      case Opcode.EXTCODESIZE -> Environment.extCodeSize(evm, s, sp, gas);
      case Opcode.EXTCODEHASH -> Environment.extCodeHash(evm, s, sp, gas);
      case Opcode.EXTCODECOPY -> Environment.extCodeCopy(evm, f, s, sp, gas);
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
