package dev.kopi.tests.conformance;

import dev.kopi.adapters.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import tools.jackson.databind.JsonNode;

/** Files within a zip. */
public final class ZippedJson {
  private ZippedJson() {}

  /** The bytes of a file. */
  public static byte[] bytes(ZipFile zip, String path) throws IOException {
    ZipEntry entry = zip.getEntry(path);
    if (entry == null) {
      throw new AssertionError(path + " is not in " + zip.getName());
    }
    try (InputStream in = zip.getInputStream(entry)) {
      return in.readAllBytes();
    }
  }

  /** The JSON of a file. */
  public static JsonNode read(ZipFile zip, String path) throws IOException {
    return Json.parse(bytes(zip, path));
  }
}
