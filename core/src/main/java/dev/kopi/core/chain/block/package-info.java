/** Headers, blocks and withdrawals, and their encoding. */
@NullMarked
package dev.kopi.core.chain.block;

import org.jspecify.annotations.NullMarked;
