/**
 * What an L2 block is built from besides the transactions of users: the L1 attributes deposit,
 * deposits of users, upgrade transactions, and the system configuration with its updates.
 */
@NullMarked
package dev.kopi.core.derivation.attributes;

import org.jspecify.annotations.NullMarked;
