/** A network of gossip in memory, under a fake clock. */
@NullMarked
package dev.kopi.tests.simulation.gossip;

import org.jspecify.annotations.NullMarked;
