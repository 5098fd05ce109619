/**
 * JSON-RPC 2.0 over HTTP and WebSocket: server, clients, JWT. Every size is bounded; every failure
 * is typed.
 */
@NullMarked
package dev.kopi.adapters.rpc;

import org.jspecify.annotations.NullMarked;
