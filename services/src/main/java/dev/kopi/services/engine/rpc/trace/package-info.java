/** Tracers that gather what debug methods answer, and how that is written. */
@NullMarked
package dev.kopi.services.engine.rpc.trace;

import org.jspecify.annotations.NullMarked;
