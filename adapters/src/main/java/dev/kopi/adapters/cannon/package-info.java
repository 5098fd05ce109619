/** Files of the fault-proof VM, in the reference's formats. */
@NullMarked
package dev.kopi.adapters.cannon;

import org.jspecify.annotations.NullMarked;
