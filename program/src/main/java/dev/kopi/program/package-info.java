/** The fault-proof program's entry point inside the VM: core over the VM's system calls. */
@NullMarked
package dev.kopi.program;

import org.jspecify.annotations.NullMarked;
