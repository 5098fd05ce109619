/**
 * The rollup node as a service: the driver on its thread, derivation on another, a poller of L1,
 * and the rollup RPC.
 */
@NullMarked
package dev.kopi.services.node;

import org.jspecify.annotations.NullMarked;
