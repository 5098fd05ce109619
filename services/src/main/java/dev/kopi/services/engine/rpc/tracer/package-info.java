/** What tracers of transactions have in common. */
@NullMarked
package dev.kopi.services.engine.rpc.tracer;

import org.jspecify.annotations.NullMarked;
