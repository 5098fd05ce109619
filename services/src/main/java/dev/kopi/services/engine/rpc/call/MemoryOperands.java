package dev.kopi.services.engine.rpc.call;

import dev.kopi.core.evm.Step;
import dev.kopi.core.evm.instruction.Opcode;
import dev.kopi.core.primitives.UInt256;
import java.math.BigInteger;

/** The regions of memory that an operation is about to use, by its operands. */
final class MemoryOperands {
  /** Beyond this the size of memory overflows in go-ethereum. */
  private static final BigInteger COUNTABLE =
      BigInteger.ONE.shiftLeft(64).subtract(BigInteger.valueOf(32));

  /** Beyond this the gas of memory overflows in go-ethereum. */
  private static final BigInteger PRICED = BigInteger.valueOf(0x1f_ffff_ffe0L);

  private MemoryOperands() {}

  /** Whether the end of a region overflows 64 bits. */
  static boolean overflow(Step step) {
    return end(step).compareTo(COUNTABLE) > 0;
  }

  /** Whether a region ends beyond the largest memory that go-ethereum computes the gas of. */
  static boolean unpayable(Step step) {
    return end(step).compareTo(PRICED) > 0;
  }

  /** The end of the memory that the operation needs. */
  private static BigInteger end(Step step) {
    return switch (step.opcode()) {
      case Opcode.MLOAD, Opcode.MSTORE -> region(step, 0, BigInteger.valueOf(32));
      case Opcode.MSTORE8 -> region(step, 0, BigInteger.ONE);
      case Opcode.KECCAK256, Opcode.RETURN, Opcode.REVERT -> region(step, 0, 1);
      case Opcode.LOG0, 0xa1, 0xa2, 0xa3, Opcode.LOG4 -> region(step, 0, 1);
      case Opcode.CALLDATACOPY, Opcode.CODECOPY, Opcode.RETURNDATACOPY -> region(step, 0, 2);
      case Opcode.MCOPY -> region(step, 0, 2).max(region(step, 1, 2));
      case Opcode.EXTCODECOPY -> region(step, 1, 3);
      case Opcode.CREATE, Opcode.CREATE2 -> region(step, 1, 2);
      case Opcode.CALL, Opcode.CALLCODE -> region(step, 3, 4).max(region(step, 5, 6));
      case Opcode.DELEGATECALL, Opcode.STATICCALL -> region(step, 2, 3).max(region(step, 4, 5));
      default -> BigInteger.ZERO;
    };
  }

  private static BigInteger region(Step step, int offsetAt, int lengthAt) {
    return region(step, offsetAt, operand(step, lengthAt));
  }

  private static BigInteger region(Step step, int offsetAt, BigInteger length) {
    return length.signum() == 0 ? BigInteger.ZERO : operand(step, offsetAt).add(length);
  }

  /** A word of the stack, 0 being the top; zero when it is not there. */
  private static BigInteger operand(Step step, int place) {
    int index = step.stackSize() - 1 - place;
    UInt256 word = index < 0 ? UInt256.ZERO : step.stack(index);
    return word.toBigInteger();
  }
}
