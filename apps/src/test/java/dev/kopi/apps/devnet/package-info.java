/** Tests of the devnet's parts. */
@NullMarked
package dev.kopi.apps.devnet;

import org.jspecify.annotations.NullMarked;
