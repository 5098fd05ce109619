/**
 * The few operations that may use JDK facilities the rest of core may not. Each has a plain twin.
 */
@NullMarked
package dev.kopi.core.platform;

import org.jspecify.annotations.NullMarked;
