/**
 * The driver of a rollup node: a mailbox of commands, and the derivation, verification and
 * insertion of blocks.
 *
 * <p>One thread, the driver's, owns all state. Derivation may have to wait for L1, so it runs on a
 * thread of its own and sends its results to the driver; it never holds up sequencing.
 */
@NullMarked
package dev.kopi.services.node.driver;

import org.jspecify.annotations.NullMarked;
