/** The contract ABI: encoding of calls and return data. */
@NullMarked
package dev.kopi.core.abi;

import org.jspecify.annotations.NullMarked;
