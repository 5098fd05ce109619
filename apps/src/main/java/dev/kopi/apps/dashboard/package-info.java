/**
 * The live page: static files and one WebSocket on a port of its own. It reads L1, L2 and the
 * rollup node over RPC, only while somebody looks, and writes nothing.
 */
@NullMarked
package dev.kopi.apps.dashboard;

import org.jspecify.annotations.NullMarked;
