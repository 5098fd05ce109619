/** Keys that sign for a peer. */
@NullMarked
package dev.kopi.adapters.p2p.identity;

import org.jspecify.annotations.NullMarked;
