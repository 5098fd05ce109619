/** Time and threads for calls that take much of either. */
@NullMarked
package dev.kopi.services.engine.rpc.limit;

import org.jspecify.annotations.NullMarked;
