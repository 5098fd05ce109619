/** Drives derivation without an engine: attributes become blocks, blocks become the safe chain. */
@NullMarked
package dev.kopi.core.derivation.driver;

import org.jspecify.annotations.NullMarked;
