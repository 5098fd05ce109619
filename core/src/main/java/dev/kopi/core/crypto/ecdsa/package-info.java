/** ECDSA over secp256k1 and secp256r1: keys, signing, recovery and verification. */
@NullMarked
package dev.kopi.core.crypto.ecdsa;

import org.jspecify.annotations.NullMarked;
