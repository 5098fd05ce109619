/** {@code rollup.json}, the objects of the rollup RPC, and network upgrade bundles as JSON. */
@NullMarked
package dev.kopi.adapters.json.rollup;

import org.jspecify.annotations.NullMarked;
