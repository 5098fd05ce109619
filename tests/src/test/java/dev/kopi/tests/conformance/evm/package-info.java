/** The official tests of the EVM and of transactions. */
@NullMarked
package dev.kopi.tests.conformance.evm;

import org.jspecify.annotations.NullMarked;
