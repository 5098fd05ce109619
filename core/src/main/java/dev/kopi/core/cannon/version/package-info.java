/** The versions of the machine, and what differs between them: widths, memory and contracts. */
@NullMarked
package dev.kopi.core.cannon.version;

import org.jspecify.annotations.NullMarked;
