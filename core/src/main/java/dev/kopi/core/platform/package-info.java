/**
 * The few operations that may use JDK facilities the rest of core may not. The fault-proof
 * program's build replaces each class by a twin of its own.
 */
@NullMarked
package dev.kopi.core.platform;

import org.jspecify.annotations.NullMarked;
