/**
 * JSON texts of the protocols to values and back: JSON-RPC objects, Engine API, genesis and rollup
 * configurations. Whatever does not fit is refused with a {@link
 * dev.kopi.core.primitives.DecodeException}.
 */
@NullMarked
package dev.kopi.adapters.json;

import org.jspecify.annotations.NullMarked;
