/** The Merkle-Patricia trie: roots, updates, proofs and partial tries. */
@NullMarked
package dev.kopi.core.trie;

import org.jspecify.annotations.NullMarked;
