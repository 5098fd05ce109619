/**
 * What a chain is made of: transactions, headers, receipts, and the table of forks that says which
 * rules hold when.
 */
@NullMarked
package dev.kopi.core.chain;

import org.jspecify.annotations.NullMarked;
