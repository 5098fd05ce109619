/** The {@code eth} methods of an execution node as typed calls, over whatever carries JSON-RPC. */
@NullMarked
package dev.kopi.adapters.ethclient;

import org.jspecify.annotations.NullMarked;
