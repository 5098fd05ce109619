package dev.kopi.core.evm.call;

/**
 * The operation at which a frame halted.
 *
 * @param halt the reason
 * @param opcode the operation
 * @param stackSize the words on the stack before it; known after a stack underflow only, or when
 *     each operation is traced
 * @param wordsNeeded the words that it needs, likewise
 */
public record HaltSite(Halt halt, int opcode, int stackSize, int wordsNeeded) {}
