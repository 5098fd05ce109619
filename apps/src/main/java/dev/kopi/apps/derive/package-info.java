/** {@code kopi derive}: replays recorded rollup chains. */
@NullMarked
package dev.kopi.apps.derive;

import org.jspecify.annotations.NullMarked;
