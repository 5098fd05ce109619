/** What the contract computes: bonds, clock extensions, local context and keys, by its version. */
@NullMarked
package dev.kopi.core.dispute.rules;

import org.jspecify.annotations.NullMarked;
