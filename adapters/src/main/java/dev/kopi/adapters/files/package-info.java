/** Files that hold chains: blocks in RLP one after another, and era1 archives. */
@NullMarked
package dev.kopi.adapters.files;

import org.jspecify.annotations.NullMarked;
