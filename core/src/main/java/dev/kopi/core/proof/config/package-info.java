/** Chain configurations from the JSON that hosts give to programs. */
@NullMarked
package dev.kopi.core.proof.config;

import org.jspecify.annotations.NullMarked;
