/** The port through which the network's threads are started. */
@NullMarked
package dev.kopi.adapters.p2p.thread;

import org.jspecify.annotations.NullMarked;
