package dev.kopi.adapters.compression;

import dev.kopi.core.compress.Brotli;
import dev.kopi.core.primitives.Bytes;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/**
 * The static dictionary of Brotli.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7932#appendix-A">RFC 7932, appendix A</a>
 */
public final class BrotliDictionary {
  private BrotliDictionary() {}

  /** Reads the dictionary from Kopi's resources. */
  public static Bytes load() {
    try (InputStream in = BrotliDictionary.class.getResourceAsStream("brotli-dictionary.bin")) {
      if (in == null) {
        throw new IllegalStateException("brotli-dictionary.bin is missing");
      }
      return Bytes.wrap(in.readNBytes(Brotli.DICTIONARY_SIZE));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
