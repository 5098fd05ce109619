/** The contract code of upgrade transactions: what Kopi carries, and archives with more. */
@NullMarked
package dev.kopi.adapters.upgrades;

import org.jspecify.annotations.NullMarked;
