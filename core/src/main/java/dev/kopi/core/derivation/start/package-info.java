/** Where derivation starts: the L2 heads that fit both what the engine has and what L1 has. */
@NullMarked
package dev.kopi.core.derivation.start;

import org.jspecify.annotations.NullMarked;
