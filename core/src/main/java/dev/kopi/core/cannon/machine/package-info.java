/**
 * Cannon: the MIPS machine on which fault proofs run, 64-bit multithreaded and 32-bit
 * single-threaded.
 *
 * @see <a href="https://specs.optimism.io/fault-proof/cannon-fault-proof-vm.html">Multithreaded
 *     Cannon Fault Proof Virtual Machine</a>
 */
@NullMarked
package dev.kopi.core.cannon.machine;

import org.jspecify.annotations.NullMarked;
