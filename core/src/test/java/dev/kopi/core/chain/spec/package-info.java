/** Tests of the table of forks. */
@NullMarked
package dev.kopi.core.chain.spec;

import org.jspecify.annotations.NullMarked;
