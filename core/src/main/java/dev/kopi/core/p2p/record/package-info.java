/** Node records (ENR) and the entry of the OP Stack. */
@NullMarked
package dev.kopi.core.p2p.record;

import org.jspecify.annotations.NullMarked;
