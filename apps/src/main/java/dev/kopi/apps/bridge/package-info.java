/** Moves ether and tokens between L1 and L2: deposits, and withdrawals in their three steps. */
@NullMarked
package dev.kopi.apps.bridge;

import org.jspecify.annotations.NullMarked;
