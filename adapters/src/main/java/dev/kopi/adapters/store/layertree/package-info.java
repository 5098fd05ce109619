/** The tree of diff layers above the disk layer, and the state of a block read through it. */
@NullMarked
package dev.kopi.adapters.store.layertree;

import org.jspecify.annotations.NullMarked;
