/** Recorded gossip: block messages, {@code payload_by_number}, node records. */
@NullMarked
package dev.kopi.apps.conformance.gossip;

import org.jspecify.annotations.NullMarked;
