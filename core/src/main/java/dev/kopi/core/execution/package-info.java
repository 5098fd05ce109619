/**
 * Executing transactions in their phases (validate, prepare, execute, settle) and blocks made of
 * them, with the fees of the OP Stack.
 */
@NullMarked
package dev.kopi.core.execution;

import org.jspecify.annotations.NullMarked;
