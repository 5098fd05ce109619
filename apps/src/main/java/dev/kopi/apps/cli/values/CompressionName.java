package dev.kopi.apps.cli.values;

import dev.kopi.core.derivation.channel.CompressionAlgorithm;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a compression algorithm by op-batcher's name. */
public final class CompressionName implements ITypeConverter<CompressionAlgorithm> {
  @Override
  public CompressionAlgorithm convert(String text) {
    return switch (text) {
      case "zlib" -> CompressionAlgorithm.ZLIB;
      case "brotli-9" -> CompressionAlgorithm.BROTLI_9;
      case "brotli", "brotli-10" -> CompressionAlgorithm.BROTLI_10;
      case "brotli-11" -> CompressionAlgorithm.BROTLI_11;
      default ->
          throw new TypeConversionException(
              "it must be zlib, brotli, brotli-9, brotli-10 or brotli-11");
    };
  }
}
