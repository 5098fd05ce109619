/** An L1 and an engine in memory, for the tests of all modules. */
@NullMarked
package dev.kopi.core.testkit;

import org.jspecify.annotations.NullMarked;
