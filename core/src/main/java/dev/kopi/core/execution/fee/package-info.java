/** Base fee, blob fee, and the L1 and operator fees of the OP Stack. */
@NullMarked
package dev.kopi.core.execution.fee;

import org.jspecify.annotations.NullMarked;
