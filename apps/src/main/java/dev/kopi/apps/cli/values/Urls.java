package dev.kopi.apps.cli.values;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads the URLs of servers. */
public final class Urls implements ITypeConverter<URI> {
  private static final List<String> SCHEMES = List.of("http", "https");

  @Override
  public URI convert(String text) {
    URI uri = parse(text);
    String scheme = uri == null ? null : uri.getScheme();
    if (uri == null
        || scheme == null
        || !SCHEMES.contains(scheme.toLowerCase(Locale.ROOT))
        || uri.getHost() == null
        || uri.getPort() > 65_535) {
      throw new TypeConversionException(
          "it must be a URL such as http://127.0.0.1:8545, with scheme "
              + String.join(" or ", SCHEMES));
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
