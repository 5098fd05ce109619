/** Network upgrade transactions, from resources and archives. */
@NullMarked
package dev.kopi.adapters.upgrades;

import org.jspecify.annotations.NullMarked;
