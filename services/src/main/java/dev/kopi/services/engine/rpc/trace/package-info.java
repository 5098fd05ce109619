/** The debug_trace methods, with go-ethereum's tracers. */
@NullMarked
package dev.kopi.services.engine.rpc.trace;

import org.jspecify.annotations.NullMarked;
