/** The JSON-RPC server over HTTP and WebSocket. */
@NullMarked
package dev.kopi.adapters.rpc.server;

import org.jspecify.annotations.NullMarked;
