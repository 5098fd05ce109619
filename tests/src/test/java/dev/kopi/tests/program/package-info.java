/** The fault-proof program inside the VM, against the same program on the JVM. */
@NullMarked
package dev.kopi.tests.program;

import org.jspecify.annotations.NullMarked;
