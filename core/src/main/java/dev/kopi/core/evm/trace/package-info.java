/** What tracers gather, as values: trees of calls and lists of operations. */
@NullMarked
package dev.kopi.core.evm.trace;

import org.jspecify.annotations.NullMarked;
