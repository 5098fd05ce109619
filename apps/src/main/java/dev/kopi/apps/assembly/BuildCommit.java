package dev.kopi.apps.assembly;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The git commit that this program was built from, as the build wrote it beside the classes. */
final class BuildCommit {
  private static final Pattern COMMIT = Pattern.compile("([0-9a-f]{8})[0-9a-f]{32}\\s*");
  private static final String UNKNOWN = "0x00000000";

  private BuildCommit() {}

  /** The first four bytes of the commit in hex; zeros when it is unknown. */
  static String shortHex() {
    try (InputStream in = BuildCommit.class.getResourceAsStream("commit.txt")) {
      return shortHex(in == null ? null : new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** As {@link #shortHex()}, of what the build wrote. */
  static String shortHex(@Nullable String written) {
    Matcher matcher = COMMIT.matcher(written == null ? "" : written);
    return matcher.matches() ? "0x" + matcher.group(1) : UNKNOWN;
  }
}
