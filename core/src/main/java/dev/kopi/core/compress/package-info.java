/**
 * Decompression in plain Java, for input that may be malformed or truncated. What was decoded
 * before the error is kept, exactly as in the reference implementation.
 */
@NullMarked
package dev.kopi.core.compress;

import org.jspecify.annotations.NullMarked;
