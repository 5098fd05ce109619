/** {@code kopi conformance}: recordings of the reference against Kopi. */
@NullMarked
package dev.kopi.apps.cli.conformance;

import org.jspecify.annotations.NullMarked;
