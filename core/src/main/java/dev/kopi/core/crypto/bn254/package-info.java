/**
 * The pairing-friendly curve alt_bn128 of EIP-196 and EIP-197: its fields, groups and pairing in
 * portable Java.
 */
@NullMarked
package dev.kopi.core.crypto.bn254;

import org.jspecify.annotations.NullMarked;
