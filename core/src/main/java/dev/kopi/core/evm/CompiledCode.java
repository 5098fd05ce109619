package dev.kopi.core.evm;

/**
 * Code that was translated for the machine that Kopi runs on. It does exactly what the interpreter
 * does with the same {@link AnalysedCode}; either may go on at a block's header where the other
 * stopped, since the stack, the gas and the position are in the frame then.
 */
public interface CompiledCode {
  /**
   * Runs until the frame ends or calls another.
   *
   * @return how the run ended, as {@link CompiledOperations} numbers it
   */
  int run(Evm evm, Frame f);
}
