/** Builds the fault-proof program: core, translated to C and compiled for the VM. */
@NullMarked
package dev.kopi.apps.program;

import org.jspecify.annotations.NullMarked;
