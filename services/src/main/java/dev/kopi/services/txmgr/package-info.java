/**
 * Sends transactions to L1 until they are confirmed: nonces, fees, bumps, resubmission, blobs. A
 * library of the services that write to L1.
 */
@NullMarked
package dev.kopi.services.txmgr;

import org.jspecify.annotations.NullMarked;
