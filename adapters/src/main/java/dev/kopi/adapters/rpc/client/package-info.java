/** JSON-RPC 2.0 clients, among them the Engine API client. */
@NullMarked
package dev.kopi.adapters.rpc.client;

import org.jspecify.annotations.NullMarked;
