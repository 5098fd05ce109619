/**
 * Parsing and writing of JSON, and the encodings of Ethereum's JSON-RPC. Malformed input is refused
 * with a {@link dev.kopi.core.primitives.DecodeException}.
 */
@NullMarked
package dev.kopi.adapters.json;

import org.jspecify.annotations.NullMarked;
