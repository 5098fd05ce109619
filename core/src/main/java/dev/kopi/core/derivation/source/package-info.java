/** The ports through which derivation reads L1, blobs, alternative DA and L2. */
@NullMarked
package dev.kopi.core.derivation.source;

import org.jspecify.annotations.NullMarked;
