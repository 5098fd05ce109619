/** The guest's instructions: decoded when they first run, compiled when they run often. */
@NullMarked
package dev.kopi.core.cannon.code;

import org.jspecify.annotations.NullMarked;
