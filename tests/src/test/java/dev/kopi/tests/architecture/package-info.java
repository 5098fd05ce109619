/** The rules of the architecture, held by tests. */
@NullMarked
package dev.kopi.tests.architecture;

import org.jspecify.annotations.NullMarked;
