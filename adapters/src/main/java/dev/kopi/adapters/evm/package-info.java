/**
 * The compiled tier of the EVM: hot code, already analysed by core, becomes JVM bytecode through
 * the JDK's Class-File API. Words live in local variables within a basic block and on the machine's
 * own stack between blocks, so that interpreter and compiled code can take turns at any block.
 */
@NullMarked
package dev.kopi.adapters.evm;

import org.jspecify.annotations.NullMarked;
