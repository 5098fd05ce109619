/** What a transaction leaves behind: receipts, logs, bloom filters, and their encoding. */
@NullMarked
package dev.kopi.core.chain.receipt;

import org.jspecify.annotations.NullMarked;
