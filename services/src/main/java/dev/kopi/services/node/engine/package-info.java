/**
 * The node's side of the Engine API: the L2 heads, the calls that move them, and the search for the
 * heads to start from.
 */
@NullMarked
package dev.kopi.services.node.engine;

import org.jspecify.annotations.NullMarked;
