/** JSON-RPC methods, parameters and limits, and the dispatch of requests to handlers. */
@NullMarked
package dev.kopi.adapters.rpc.dispatch;

import org.jspecify.annotations.NullMarked;
