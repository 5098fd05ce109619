/** World state as values: accounts, read ports, and the differences that execution produces. */
@NullMarked
package dev.kopi.core.state;

import org.jspecify.annotations.NullMarked;
