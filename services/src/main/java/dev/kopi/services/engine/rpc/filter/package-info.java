/** Logs, filters and subscriptions. */
@NullMarked
package dev.kopi.services.engine.rpc.filter;

import org.jspecify.annotations.NullMarked;
