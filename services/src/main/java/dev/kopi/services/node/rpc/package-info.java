/**
 * The rollup RPC: the namespaces {@code optimism} and {@code admin}, and the history of safe heads
 * that it answers from.
 */
@NullMarked
package dev.kopi.services.node.rpc;

import org.jspecify.annotations.NullMarked;
