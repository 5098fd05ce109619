/**
 * The rules of the derivation chapters of the specification, a test for each. What belongs to which
 * rule is listed in {@code docs/derivation-rules.md}.
 */
@NullMarked
package dev.kopi.tests.derivation;

import org.jspecify.annotations.NullMarked;
