/** The protocol {@code payload_by_number}: blocks on request. */
@NullMarked
package dev.kopi.adapters.p2p.payload;

import org.jspecify.annotations.NullMarked;
