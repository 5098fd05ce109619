/**
 * What a sender of L1 transactions decides: fees, their bumps and limits, gas, and when to give up.
 */
@NullMarked
package dev.kopi.core.txmgr;

import org.jspecify.annotations.NullMarked;
