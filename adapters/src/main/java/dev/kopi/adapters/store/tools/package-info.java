/** Inspects, verifies and prunes a store on disk. */
@NullMarked
package dev.kopi.adapters.store.tools;

import org.jspecify.annotations.NullMarked;
