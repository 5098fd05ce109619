/** Executing blocks without an engine: from a witness, or from derived payload attributes. */
@NullMarked
package dev.kopi.core.execution.stateless;

import org.jspecify.annotations.NullMarked;
