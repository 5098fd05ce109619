/** Measures what RPC calls and transfers cost an engine, beside another engine on one chain. */
@NullMarked
package dev.kopi.apps.bench.rpc;

import org.jspecify.annotations.NullMarked;
