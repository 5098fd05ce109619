/** Finding peers by discv5. */
@NullMarked
package dev.kopi.adapters.p2p.discovery;

import org.jspecify.annotations.NullMarked;
