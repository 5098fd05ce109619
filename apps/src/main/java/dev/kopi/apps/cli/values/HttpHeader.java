package dev.kopi.apps.cli.values;

import java.util.Map;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a header of HTTP: {@code NAME: VALUE} or {@code NAME=VALUE}. Its value may be a secret. */
public final class HttpHeader implements ITypeConverter<Map.Entry<String, String>> {
  private static final String PUNCTUATION = "!#$%&'*+-.^_`|~";

  @Override
  public Map.Entry<String, String> convert(String text) {
    int end = 0;
    while (end < text.length() && text.charAt(end) != ':' && text.charAt(end) != '=') {
      end++;
    }
    String name = end == text.length() ? "" : text.substring(0, end).strip();
    String value = name.isEmpty() ? "" : text.substring(end + 1).strip();
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
