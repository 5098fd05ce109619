/**
 * The {@link dev.kopi.core.crypto.Crypto} value that callers pass in, the ports for BLS12-381 and
 * KZG that native adapters fill, and modular exponentiation.
 */
@NullMarked
package dev.kopi.core.crypto;

import org.jspecify.annotations.NullMarked;
