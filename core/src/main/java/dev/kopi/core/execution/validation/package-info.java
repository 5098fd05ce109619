/** Rules for headers, bodies and uncles, checked before a block is executed. */
@NullMarked
package dev.kopi.core.execution.validation;

import org.jspecify.annotations.NullMarked;
