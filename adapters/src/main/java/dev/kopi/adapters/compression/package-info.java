/** Compression of channels: zlib by the JDK, Brotli by brotli4j. */
@NullMarked
package dev.kopi.adapters.compression;

import org.jspecify.annotations.NullMarked;
