package dev.kopi.adapters.crypto;

import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.primitives.Hex;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.json.JsonFactory;

/**
 * Where the points of the KZG ceremony come from: JSON with the arrays {@code g1_monomial}, {@code
 * g1_lagrange} and {@code g2_monomial}, as the consensus specifications publish them. It is read
 * when it is first needed.
 */
public final class TrustedSetup {
  private static final int G1_POINTS = 4096;
  private static final int G2_POINTS = 65;
  private static final int G1_BYTES = 48;
  private static final int G2_BYTES = 96;

  private final Source source;

  private TrustedSetup(Source source) {
    this.source = source;
  }

  /** The setup of Ethereum, which the build puts beside this class. */
  public static TrustedSetup bundled() {
    return new TrustedSetup(() -> {
      InputStream in = TrustedSetup.class.getResourceAsStream("trusted_setup.json");
      if (in == null) {
        throw new FileNotFoundException("trusted_setup.json is not on the class path");
      }
      return in;
    });
  }

  /** A setup in a file. */
  public static TrustedSetup file(Path json) {
    return new TrustedSetup(() -> Files.newInputStream(json));
  }

  /**
   * Reads the points.
   *
   * @throws DecodeException when the JSON is not a setup
   */
  Points read() throws IOException {
    byte[] g1Monomial = new byte[0];
    byte[] g1Lagrange = new byte[0];
    byte[] g2Monomial = new byte[0];
    try (InputStream in = source.open();
        JsonParser parser = new JsonFactory().createParser(in)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new DecodeException("a trusted setup is a JSON object");
      }
      while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
        String name = parser.currentName();
        parser.nextToken();
        switch (name) {
          case "g1_monomial" -> g1Monomial = readPoints(parser, G1_POINTS, G1_BYTES);
          case "g1_lagrange" -> g1Lagrange = readPoints(parser, G1_POINTS, G1_BYTES);
          case "g2_monomial" -> g2Monomial = readPoints(parser, G2_POINTS, G2_BYTES);
          default -> parser.skipChildren();
        }
      }
    } catch (JacksonException e) {
      throw new DecodeException("a trusted setup is JSON: " + e.getOriginalMessage());
    }
    if (g1Monomial.length == 0 || g1Lagrange.length == 0 || g2Monomial.length == 0) {
      throw new DecodeException("a trusted setup has g1_monomial, g1_lagrange and g2_monomial");
    }
    return new Points(g1Monomial, g1Lagrange, g2Monomial);
  }

  private static byte[] readPoints(JsonParser parser, int count, int size) {
    byte[] points = new byte[count * size];
    int read = 0;
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      byte[] point = Hex.decode(parser.getString());
      if (point.length != size || read == count) {
        throw new DecodeException("a trusted setup has lists of " + count + " points of " + size);
      }
      System.arraycopy(point, 0, points, read * size, size);
      read++;
    }
    if (read != count) {
      throw new DecodeException("a trusted setup has lists of " + count + " points, not " + read);
    }
    return points;
  }

  /** Opens the JSON. */
  private interface Source {
    InputStream open() throws IOException;
  }

  /** Compressed points, one after another. */
  static final class Points {
    final byte[] g1Monomial;
    final byte[] g1Lagrange;
    final byte[] g2Monomial;

    Points(byte[] g1Monomial, byte[] g1Lagrange, byte[] g2Monomial) {
      this.g1Monomial = g1Monomial;
      this.g1Lagrange = g1Lagrange;
      this.g2Monomial = g2Monomial;
    }

    boolean sameAs(Points other) {
      return Arrays.equals(g1Monomial, other.g1Monomial)
          && Arrays.equals(g1Lagrange, other.g1Lagrange)
          && Arrays.equals(g2Monomial, other.g2Monomial);
    }
  }
}
