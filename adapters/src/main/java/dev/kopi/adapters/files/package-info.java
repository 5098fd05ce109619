/** Chain files: concatenated blocks in RLP, and era1 archives. */
@NullMarked
package dev.kopi.adapters.files;

import org.jspecify.annotations.NullMarked;
