/**
 * What JSON-RPC clients and servers share: errors and JWT authentication. Every size is bounded;
 * every failure is typed.
 */
@NullMarked
package dev.kopi.adapters.rpc;

import org.jspecify.annotations.NullMarked;
