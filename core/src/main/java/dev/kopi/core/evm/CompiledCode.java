package dev.kopi.core.evm;

/**
 * EVM code compiled to JVM bytecode. Behaves exactly as the interpreter does with the same {@link
 * AnalysedCode}. Either can continue at a block header where the other stopped, since stack, gas
 * and position are in the frame then.
 */
public interface CompiledCode {
  /**
   * Runs until the frame ends or calls another.
   *
   * @return how the run ended: a constant of {@link CompiledOperations}
   */
  int run(Evm evm, CallFrame f);
}
