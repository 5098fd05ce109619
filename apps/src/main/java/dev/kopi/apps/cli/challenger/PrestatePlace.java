package dev.kopi.apps.cli.challenger;

import java.net.URI;
import java.nio.file.Path;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads where prestates are: an address with scheme http, https or file, or a folder. */
final class PrestatePlace implements ITypeConverter<URI> {
  @Override
  public URI convert(String text) {
    if (!text.contains("://") && !text.startsWith("file:")) {
      return Path.of(text).toUri();
    }
    try {
      URI url = URI.create(text);
      if (url.getScheme().matches("https?|file")) {
        return url;
      }
    } catch (IllegalArgumentException e) {
      // Told below.
    }
    throw new TypeConversionException(
        "it must be a folder, or a URL with scheme http, https or file");
  }
}
