package dev.kopi.core.cannon.code;

/** What a compiled block reports beside the address to go on at. */
public final class BlockRun {
  /** The steps that were done; 0 when the budget is too small for the block. */
  public long steps;

  /** Nothing has run yet. */
  public BlockRun() {}
}
