package dev.kopi.core.cannon.code;

import java.util.List;

/**
 * Guest code that runs often: blocks that branches, jumps and calls reach from one entry.
 *
 * @param entry where it begins
 * @param wide whether registers have 64 bits
 * @param generation of the guest's code when it was read
 * @param blocks the first one begins at the entry
 */
public record HotRegion(long entry, boolean wide, long generation, List<Block> blocks) {
  /** Copies the list. */
  public HotRegion {
    blocks = List.copyOf(blocks);
  }

  /**
   * Instructions without a branch but at the end, where the delay slot is the last instruction.
   *
   * @param address of the first instruction
   * @param instructions as decoded
   */
  public record Block(long address, List<Long> instructions) {
    /** Copies the list. */
    public Block {
      instructions = List.copyOf(instructions);
    }

    /** Whether it ends with a jump or branch and its delay slot. */
    public boolean endsWithControl() {
      int size = instructions.size();
      return size > 1 && Op.isControl(Decoder.op(instructions.get(size - 2)));
    }

    /** The address behind the last instruction. */
    public long end() {
      return address + 4L * instructions.size();
    }
  }
}
