/** Running engines and the location of the test vectors, for all tests. */
@NullMarked
package dev.kopi.tests.testkit;

import org.jspecify.annotations.NullMarked;
