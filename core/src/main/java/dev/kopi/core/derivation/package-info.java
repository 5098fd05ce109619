/**
 * From L1 data to the inputs of L2 blocks: the pipeline that a node drives, and the ports through
 * which it reads L1 and L2. The steps themselves lie in the packages below.
 */
@NullMarked
package dev.kopi.core.derivation;

import org.jspecify.annotations.NullMarked;
