/**
 * Opcodes, each fork's instruction set with its base gas, and the instructions of analysed code.
 */
@NullMarked
package dev.kopi.core.evm.instruction;

import org.jspecify.annotations.NullMarked;
