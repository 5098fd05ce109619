/** The paged memory of the fault-proof VM and its Merkle tree. */
@NullMarked
package dev.kopi.core.cannon.memory;

import org.jspecify.annotations.NullMarked;
