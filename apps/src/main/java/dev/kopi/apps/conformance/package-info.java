/** Recorded data of the reference, replayed: what the {@code conformance} command runs. */
@NullMarked
package dev.kopi.apps.conformance;

import org.jspecify.annotations.NullMarked;
