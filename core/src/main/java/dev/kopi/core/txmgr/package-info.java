/**
 * Decisions of the transaction manager: fees, fee bumps and their limits, gas, and when to give up.
 */
@NullMarked
package dev.kopi.core.txmgr;

import org.jspecify.annotations.NullMarked;
