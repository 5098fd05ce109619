/**
 * Alternative data availability: commitments, and the challenges against missing data.
 *
 * @see <a href="https://specs.optimism.io/experimental/alt-da.html">Alt-DA mode</a>
 */
@NullMarked
package dev.kopi.core.altda;

import org.jspecify.annotations.NullMarked;
