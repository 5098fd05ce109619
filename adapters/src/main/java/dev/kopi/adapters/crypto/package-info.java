/**
 * The ports of {@link dev.kopi.core.crypto.Crypto} on native libraries: libsecp256k1, blst and
 * c-kzg. Each loads its library when it is first used.
 */
@NullMarked
package dev.kopi.adapters.crypto;

import org.jspecify.annotations.NullMarked;
