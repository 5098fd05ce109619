/**
 * Execution of unsigned messages: eth_call, gas estimation, access lists, and the overrides of
 * state and block.
 */
@NullMarked
package dev.kopi.services.engine.rpc.call;

import org.jspecify.annotations.NullMarked;
