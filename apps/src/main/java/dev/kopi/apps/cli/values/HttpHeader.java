package dev.kopi.apps.cli.values;

import java.util.Map;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a header of HTTP: {@code NAME: VALUE}. Its value may be a secret. */
public final class HttpHeader implements ITypeConverter<Map.Entry<String, String>> {
  private static final String PUNCTUATION = "!#$%&'*+-.^_`|~";

  @Override
  public Map.Entry<String, String> convert(String text) {
    int colon = text.indexOf(':');
    String name = colon < 0 ? "" : text.substring(0, colon).strip();
    String value = text.substring(colon + 1).strip();
    if (name.isEmpty()
        || !name.chars().allMatch(HttpHeader::isInName)
        || !value.chars().allMatch(c -> c >= ' ' && c < 127)) {
      throw new TypeConversionException("it must be a header of HTTP: NAME: VALUE");
    }
    return Map.entry(name, value);
  }

  private static boolean isInName(int c) {
    return (c < 127 && Character.isLetterOrDigit(c)) || PUNCTUATION.indexOf(c) >= 0;
  }
}
