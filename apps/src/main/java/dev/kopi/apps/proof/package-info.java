/** The host of fault-proof programs: fetches pre-images, keeps them and serves them. */
@NullMarked
package dev.kopi.apps.proof;

import org.jspecify.annotations.NullMarked;
