/** Hot code of the fault-proof VM's guest as JVM bytecode. */
@NullMarked
package dev.kopi.adapters.cannon.jit;

import org.jspecify.annotations.NullMarked;
