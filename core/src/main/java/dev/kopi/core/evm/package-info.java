/**
 * The Ethereum virtual machine: code analysed into basic blocks, operations by family, gas tables
 * by fork, frames on an explicit stack, and the port that tracers watch it through.
 */
@NullMarked
package dev.kopi.core.evm;

import org.jspecify.annotations.NullMarked;
