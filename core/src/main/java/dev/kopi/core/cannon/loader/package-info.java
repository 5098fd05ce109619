/** Programs as MIPS executables: their files, and the states before their first steps. */
@NullMarked
package dev.kopi.core.cannon.loader;

import org.jspecify.annotations.NullMarked;
