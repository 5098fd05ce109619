/** Tracers that callers write in JavaScript, with go-ethereum's interface. */
@NullMarked
package dev.kopi.services.engine.rpc.trace.script;

import org.jspecify.annotations.NullMarked;
