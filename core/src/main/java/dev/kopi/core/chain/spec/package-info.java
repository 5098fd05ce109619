/** The table of forks: which rules and blob parameters hold at a block. */
@NullMarked
package dev.kopi.core.chain.spec;

import org.jspecify.annotations.NullMarked;
