/** The errors and the limits that all stages of derivation share. */
@NullMarked
package dev.kopi.core.derivation;

import org.jspecify.annotations.NullMarked;
