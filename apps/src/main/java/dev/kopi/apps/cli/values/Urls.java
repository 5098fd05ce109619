package dev.kopi.apps.cli.values;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads the URLs of servers that are asked over HTTP alone. */
public class Urls implements ITypeConverter<URI> {
  private final List<String> schemes;

  /** Accepts HTTP and HTTPS. */
  public Urls() {
    this(List.of("http", "https"));
  }

  Urls(List<String> schemes) {
    this.schemes = schemes;
  }

  @Override
  public URI convert(String text) {
    URI uri = parse(text);
    String scheme = uri == null ? null : uri.getScheme();
    if (uri == null
        || scheme == null
        || !schemes.contains(scheme.toLowerCase(Locale.ROOT))
        || uri.getHost() == null
        || uri.getPort() > 65_535) {
      throw new TypeConversionException(
          "it must be a URL such as http://127.0.0.1:8545, with scheme "
              + String.join(", ", schemes));
    }
    return uri;
  }

  private static @Nullable URI parse(String text) {
    try {
      return new URI(text.strip());
    } catch (URISyntaxException e) {
      return null;
    }
  }
}
