/** The signer: signs transactions and blocks for roles on other machines, by rules. */
@NullMarked
package dev.kopi.services.signer;

import org.jspecify.annotations.NullMarked;
