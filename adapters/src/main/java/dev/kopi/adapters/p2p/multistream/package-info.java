/** Multistream-select 1.0. */
@NullMarked
package dev.kopi.adapters.p2p.multistream;

import org.jspecify.annotations.NullMarked;
