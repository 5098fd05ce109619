/** Gossiped blocks: encoding, signature, message id, validation. */
@NullMarked
package dev.kopi.core.p2p.block;

import org.jspecify.annotations.NullMarked;
