/** The contract ABI: calls and answers as words, bytes and tuples. */
@NullMarked
package dev.kopi.core.abi;

import org.jspecify.annotations.NullMarked;
