/** The disk layer: the one whole state in the database, with reverse diffs to older states. */
@NullMarked
package dev.kopi.adapters.store.disklayer;

import org.jspecify.annotations.NullMarked;
