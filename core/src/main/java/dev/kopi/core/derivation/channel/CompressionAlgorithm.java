package dev.kopi.core.derivation.channel;

/**
 * How a channel is compressed.
 *
 * @see <a
 *     href="https://specs.optimism.io/protocol/fjord/derivation.html#brotli-channel-compression">
 *     Brotli channel compression</a>
 */
public enum CompressionAlgorithm {
  ZLIB,
  BROTLI_9,
  BROTLI_10,
  BROTLI_11;

  /** The byte in front of a channel compressed by Brotli. */
  public static final int BROTLI_VERSION = 1;

  /** Whether it is a level of Brotli. */
  public boolean isBrotli() {
    return this != ZLIB;
  }
}
