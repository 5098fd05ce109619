/** The sequencer: L1 origin selection, block building, conductor commit and gossip. */
@NullMarked
package dev.kopi.services.node.sequencer;

import org.jspecify.annotations.NullMarked;
