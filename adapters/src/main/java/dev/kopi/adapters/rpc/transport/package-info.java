/**
 * Guards connections below HTTP: strict framing of requests, deadlines, limits per client and
 * budgets of bytes.
 */
@NullMarked
package dev.kopi.adapters.rpc.transport;

import org.jspecify.annotations.NullMarked;
