/** The debug namespace beside traces and witnesses: ranges of the state, changes, the database. */
@NullMarked
package dev.kopi.services.engine.rpc.debug;

import org.jspecify.annotations.NullMarked;
