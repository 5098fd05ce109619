package dev.kopi.adapters.compression;

import dev.kopi.core.derivation.channel.CompressionAlgorithm;
import dev.kopi.core.derivation.channel.Compressor;
import java.util.zip.Deflater;

/** Compressors by the JDK's zlib and by brotli4j. */
public final class NativeCompressors implements Compressor.Factory {
  @Override
  public Compressor create(CompressionAlgorithm algorithm) {
    return switch (algorithm) {
      case ZLIB -> new ZlibCompressor(Deflater.BEST_COMPRESSION);
      case BROTLI_9 -> new BrotliCompressor(9);
      case BROTLI_10 -> new BrotliCompressor(10);
      case BROTLI_11 -> new BrotliCompressor(11);
    };
  }

  @Override
  public Compressor createStoring() {
    return new ZlibCompressor(Deflater.NO_COMPRESSION);
  }
}
