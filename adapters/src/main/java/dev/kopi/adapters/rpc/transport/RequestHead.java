package dev.kopi.adapters.rpc.transport;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Checks the request line and headers of a request strictly, so that no two parsers on its way can
 * disagree about where it ends (request smuggling), and reads how its body is framed.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9112#section-2.2">RFC 9112, message parsing</a>
 */
final class RequestHead {
  /** The body length of a request in chunks. */
  static final long CHUNKED = -1;

  private static final int MAX_HEADERS = 100;
  private static final int MAX_LENGTH_DIGITS = 15;

  private @Nullable String contentLength;
  private @Nullable String transferEncoding;
  private int hosts;

  private RequestHead() {}

  /**
   * Checks a head.
   *
   * @param head the request line and headers with the empty line at the end
   * @return the length of the body that follows, or {@link #CHUNKED}
   */
  static long bodyLength(byte[] head) throws BadRequest {
    String text = new String(head, StandardCharsets.ISO_8859_1);
    RequestHead parsed = new RequestHead();
    int lineEnd = text.indexOf("\r\n");
    requestLine(text.substring(0, lineEnd));
    int count = 0;
    int at = lineEnd + 2;
    for (int end = text.indexOf("\r\n", at); end > at; end = text.indexOf("\r\n", at)) {
      if (++count > MAX_HEADERS) {
        throw new BadRequest(431, "too many headers");
      }
      parsed.header(text.substring(at, end));
      at = end + 2;
    }
    return parsed.framing();
  }

  private static void requestLine(String line) throws BadRequest {
    int first = line.indexOf(' ');
    int last = line.lastIndexOf(' ');
    if (first <= 0 || first == last || !isToken(line.substring(0, first))) {
      throw new BadRequest("malformed request line");
    }
    String target = line.substring(first + 1, last);
    if (!target.startsWith("/")) {
      throw new BadRequest("the request target does not begin with a slash");
    }
    for (int i = 0; i < target.length(); i++) {
      if (target.charAt(i) <= ' ' || target.charAt(i) >= 0x7f) {
        throw new BadRequest("malformed request target");
      }
    }
    String version = line.substring(last + 1);
    if (version.equals("HTTP/1.0")) {
      throw new BadRequest(505, "HTTP/1.1 is required");
    }
    if (!version.equals("HTTP/1.1")) {
      throw new BadRequest("malformed HTTP version");
    }
  }

  private void header(String line) throws BadRequest {
    int colon = line.indexOf(':');
    if (line.charAt(0) == ' ' || line.charAt(0) == '\t') {
      throw new BadRequest("folded headers are refused");
    }
    if (colon <= 0 || !isToken(line.substring(0, colon))) {
      throw new BadRequest("malformed header name");
    }
    String value = line.substring(colon + 1);
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if ((c < ' ' && c != '\t') || c == 0x7f) {
        throw new BadRequest("control character in a header");
      }
    }
    switch (line.substring(0, colon).toLowerCase(Locale.ROOT)) {
      case "content-length" -> {
        if (contentLength != null) {
          throw new BadRequest("more than one Content-Length");
        }
        contentLength = value.strip();
      }
      case "transfer-encoding" -> {
        if (transferEncoding != null) {
          throw new BadRequest("more than one Transfer-Encoding");
        }
        transferEncoding = value.strip();
      }
      case "host" -> hosts++;
      default -> {}
    }
  }

  private long framing() throws BadRequest {
    if (hosts != 1) {
      throw new BadRequest("exactly one Host is required");
    }
    if (transferEncoding != null) {
      if (contentLength != null) {
        throw new BadRequest("both Content-Length and Transfer-Encoding");
      }
      if (!transferEncoding.equalsIgnoreCase("chunked")) {
        throw new BadRequest("the only Transfer-Encoding is chunked");
      }
      return CHUNKED;
    }
    if (contentLength == null) {
      return 0;
    }
    if (contentLength.isEmpty()
        || contentLength.length() > MAX_LENGTH_DIGITS
        || !contentLength.chars().allMatch(c -> c >= '0' && c <= '9')) {
      throw new BadRequest("malformed Content-Length");
    }
    return Long.parseLong(contentLength);
  }

  private static boolean isToken(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean alphanumeric = c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
      if (!alphanumeric && "!#$%&'*+-.^_`|~".indexOf(c) < 0) {
        return false;
      }
    }
    return true;
  }
}
