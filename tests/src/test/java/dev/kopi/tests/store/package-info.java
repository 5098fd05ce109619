/** The state store under real programs: killed, out of space, asked about the past, reorganised. */
@NullMarked
package dev.kopi.tests.store;

import org.jspecify.annotations.NullMarked;
