/**
 * The writer of the canonical chain: imports blocks, moves the heads, and reports both to
 * listeners.
 */
@NullMarked
package dev.kopi.services.engine.chain;

import org.jspecify.annotations.NullMarked;
