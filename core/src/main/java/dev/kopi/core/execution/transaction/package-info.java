/** Executing one transaction in its phases: validate, prepare, execute, settle. */
@NullMarked
package dev.kopi.core.execution.transaction;

import org.jspecify.annotations.NullMarked;
