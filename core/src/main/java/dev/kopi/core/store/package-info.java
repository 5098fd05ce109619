/** The ports through which an engine keeps its chain and states. */
@NullMarked
package dev.kopi.core.store;

import org.jspecify.annotations.NullMarked;
