/** An engine with all of its threads under load, and what must hold meanwhile. */
@NullMarked
package dev.kopi.tests.stress;

import org.jspecify.annotations.NullMarked;
