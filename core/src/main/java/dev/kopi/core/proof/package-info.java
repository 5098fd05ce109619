/** The fault-proof program: does a claim about an L2 output follow from L1? */
@NullMarked
package dev.kopi.core.proof;

import org.jspecify.annotations.NullMarked;
