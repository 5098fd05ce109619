/** A blocking HTTP/1.1 client with bounded responses and deadlines. */
@NullMarked
package dev.kopi.adapters.rpc.http;

import org.jspecify.annotations.NullMarked;
