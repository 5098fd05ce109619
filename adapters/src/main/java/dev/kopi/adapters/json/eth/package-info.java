/** Blocks, transactions, receipts and Engine API objects as JSON. */
@NullMarked
package dev.kopi.adapters.json.eth;

import org.jspecify.annotations.NullMarked;
