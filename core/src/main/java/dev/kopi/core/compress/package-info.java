/**
 * Decompression in plain Java, for data that may be broken or cut off: whatever could be decoded
 * counts, exactly as far as the reference gets.
 */
@NullMarked
package dev.kopi.core.compress;

import org.jspecify.annotations.NullMarked;
