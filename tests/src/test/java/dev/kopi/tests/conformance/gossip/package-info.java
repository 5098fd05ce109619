/** Recorded gossip. */
@NullMarked
package dev.kopi.tests.conformance.gossip;

import org.jspecify.annotations.NullMarked;
