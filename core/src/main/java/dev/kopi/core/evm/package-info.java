/**
 * The Ethereum virtual machine: code analysed into basic blocks, call frames on an explicit stack,
 * the interpreter with its operations by family, and the port for tracers.
 */
@NullMarked
package dev.kopi.core.evm;

import org.jspecify.annotations.NullMarked;
