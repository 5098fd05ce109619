/**
 * Calls and creations as values: kinds, outcomes, halt reasons, contract addresses, delegations.
 */
@NullMarked
package dev.kopi.core.evm.call;

import org.jspecify.annotations.NullMarked;
