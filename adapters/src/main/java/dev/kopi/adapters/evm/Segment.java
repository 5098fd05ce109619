package dev.kopi.adapters.evm;

import dev.kopi.core.evm.AnalysedCode;
import dev.kopi.core.evm.instruction.Instruction;
import dev.kopi.core.evm.instruction.Opcode;
import java.util.ArrayList;
import java.util.List;

/**
 * A part of a block that is compiled as one: the whole block, or a piece of a long one.
 *
 * @param number counts segments in the order of the code
 * @param header where the block's header lies, or −1 for a piece that is not a block's first
 * @param from where its instructions begin
 * @param to where they end
 * @param weight about how many bytes of bytecode it becomes
 */
record Segment(int number, int header, int from, int to, int weight) {
  /** More is cut: HotSpot compiles no method above 8,000 bytes, and large ones badly. */
  private static final int MOST_WEIGHT = 2500;

  /** Cuts analysed code. */
  static List<Segment> of(AnalysedCode code) {
    int[] instructions = code.instructions();
    List<Segment> segments = new ArrayList<>();
    int at = 0;
    while (at < instructions.length) {
      int header = at;
      at += AnalysedCode.HEADER;
      int from = at;
      int weight = 60;
      boolean first = true;
      for (; ; ) {
        int instruction = instructions[at];
        at += length(instruction);
        weight += weight(instruction & 0xff);
        if (Instruction.endsBlock(instruction)) {
          break;
        }
        if (weight > MOST_WEIGHT) {
          segments.add(new Segment(segments.size(), first ? header : -1, from, at, weight));
          first = false;
          from = at;
          weight = 60;
        }
      }
      segments.add(new Segment(segments.size(), first ? header : -1, from, at, weight));
    }
    return segments;
  }

  /** How many ints an instruction takes. */
  static int length(int instruction) {
    return switch (instruction & 0xff) {
      case Instruction.PUSH_LONG -> 3;
      case Instruction.JUMP_TO, Instruction.JUMPI_TO -> 2;
      default -> 1;
    };
  }

  private static int weight(int opcode) {
    return switch (opcode) {
      case Opcode.ADD, Opcode.SUB -> 90;
      case Opcode.MUL -> 320;
      case Opcode.SHL, Opcode.SHR, Opcode.SAR -> 80;
      case Opcode.AND, Opcode.OR, Opcode.XOR, Opcode.NOT, Opcode.EQ, Opcode.ISZERO -> 40;
      case Opcode.POP, Instruction.DUP, Instruction.SWAP -> 12;
      case Instruction.PUSH_SMALL, Instruction.PUSH_LONG, Instruction.PUSH_WORD -> 14;
      default -> 60;
    };
  }
}
