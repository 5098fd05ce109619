/** WebSocket frames (RFC 6455) and the server side of a JSON-RPC WebSocket connection. */
@NullMarked
package dev.kopi.adapters.rpc.websocket;

import org.jspecify.annotations.NullMarked;
