package dev.kopi.adapters.rpc;

import dev.kopi.adapters.json.Json;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.primitives.Hex;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The 32-byte JWT secret that node and engine share, and its tokens (HS256).
 *
 * @see <a
 *     href="https://github.com/ethereum/execution-apis/blob/main/src/engine/authentication.md">Authentication</a>
 */
public final class JwtSecret {
  /** The largest difference between a token's {@code iat} and the server's clock. */
  public static final long MAX_SKEW_SECONDS = 60;

  private static final int MAX_TOKEN_LENGTH = 4096;
  private static final String HEADER = encode("{\"typ\":\"JWT\",\"alg\":\"HS256\"}");

  private final byte[] key;

  private JwtSecret(byte[] key) {
    this.key = key;
  }

  /**
   * A secret from 64 hex digits.
   *
   * @throws DecodeException when the text is not that
   */
  public static JwtSecret fromHex(String hex) {
    byte[] key = Hex.decode(hex.strip());
    if (key.length != 32) {
      throw new DecodeException("a JWT secret has 32 bytes, found " + key.length);
    }
    return new JwtSecret(key);
  }

  /** A random secret. */
  public static JwtSecret random() {
    byte[] key = new byte[32];
    new SecureRandom().nextBytes(key);
    return new JwtSecret(key);
  }

  /**
   * Reads a secret from a file.
   *
   * @throws IOException when the file cannot be read
   * @throws DecodeException when the content is not a secret
   */
  public static JwtSecret read(Path file) throws IOException {
    return fromHex(Files.readString(file));
  }

  /**
   * Reads a secret from a file; when there is none, creates it with a random secret, readable by
   * the owner only.
   *
   * @throws IOException when the file cannot be read or written
   */
  public static JwtSecret readOrCreate(Path file) throws IOException {
    if (Files.exists(file)) {
      return read(file);
    }
    JwtSecret secret = random();
    Path parent = file.toAbsolutePath().getParent();
    if (parent != null) {
      Files.createDirectories(parent);
    }
    if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    }
    Files.writeString(
        file, secret.toHex(), StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING);
    return secret;
  }

  /** The secret in hex with {@code 0x}, as in its file. */
  public String toHex() {
    return Hex.encode(key);
  }

  /** A token issued at {@code nowSeconds}. */
  public String token(long nowSeconds) {
    String signed = HEADER + "." + encode("{\"iat\":" + nowSeconds + "}");
    return signed + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(sign(signed));
  }

  /**
   * Checks the value of an Authorization header.
   *
   * @param authorization the header's value, or null when there is none
   * @param nowSeconds the current Unix time
   * @return why it is refused, or null when it is valid
   */
  public @Nullable String refuse(@Nullable String authorization, long nowSeconds) {
    if (authorization == null || !authorization.startsWith("Bearer ")) {
      return "missing token";
    }
    String token = authorization.substring("Bearer ".length()).strip();
    int first = token.indexOf('.');
    int last = token.lastIndexOf('.');
    if (token.length() > MAX_TOKEN_LENGTH || first < 0 || first == last) {
      return "token is malformed";
    }
    try {
      Base64.Decoder base64 = Base64.getUrlDecoder();
      String signed = token.substring(0, last);
      if (!MessageDigest.isEqual(sign(signed), base64.decode(token.substring(last + 1)))) {
        return "token signature is invalid";
      }
      JsonNode header = Json.parse(base64.decode(token.substring(0, first)));
      JsonNode claims = Json.parse(base64.decode(token.substring(first + 1, last)));
      return refuseContent(header, claims, nowSeconds);
    } catch (IllegalArgumentException | DecodeException e) {
      return "token is malformed";
    }
  }

  private static @Nullable String refuseContent(JsonNode header, JsonNode claims, long now) {
    if (!"HS256".equals(header.path("alg").stringValue(""))) {
      return "signing method is not HS256";
    }
    JsonNode issued = claims.path("iat");
    if (!issued.isNumber()) {
      return "missing issued-at";
    }
    long age = now - issued.asLong(0);
    if (age > MAX_SKEW_SECONDS) {
      return "stale token";
    }
    if (age < -MAX_SKEW_SECONDS) {
      return "future token";
    }
    JsonNode expires = claims.path("exp");
    return expires.isNumber() && expires.asLong(0) < now ? "token is expired" : null;
  }

  private byte[] sign(String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has HmacSHA256", e);
    }
  }

  private static String encode(String json) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(json.getBytes(StandardCharsets.UTF_8));
  }
}
