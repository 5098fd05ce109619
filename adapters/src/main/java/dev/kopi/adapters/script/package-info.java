/** JavaScript of callers, run by Rhino without access to Java and within bounds. */
@NullMarked
package dev.kopi.adapters.script;

import org.jspecify.annotations.NullMarked;
