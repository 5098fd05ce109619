/** Execution of blocks: what all parts share, namely resources, system contracts and predeploys. */
@NullMarked
package dev.kopi.core.execution;

import org.jspecify.annotations.NullMarked;
