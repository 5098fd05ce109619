/** An ordered key-value database with atomic write batches, backed by RocksDB or by the heap. */
@NullMarked
package dev.kopi.adapters.store.kv;

import org.jspecify.annotations.NullMarked;
