/** What tests of every kind share: where vectors lie, fakes of the world outside. */
@NullMarked
package dev.kopi.tests.testkit;

import org.jspecify.annotations.NullMarked;
