/** Measures gossip between two nodes. */
@NullMarked
package dev.kopi.apps.bench.p2p;

import org.jspecify.annotations.NullMarked;
