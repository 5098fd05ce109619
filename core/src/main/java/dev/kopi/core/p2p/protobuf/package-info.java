/** Protocol Buffers, as far as libp2p needs them. */
@NullMarked
package dev.kopi.core.p2p.protobuf;

import org.jspecify.annotations.NullMarked;
