package dev.kopi.apps.dashboard;

import dev.kopi.adapters.rpc.server.GetRoute;
import dev.kopi.core.primitives.Bytes;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Serves the files of the page from the jar: a fixed list, so that no path leads elsewhere. */
final class PageFiles implements GetRoute {
  private static final Map<String, String> TYPES =
      Map.of(
          "index.html", "text/html; charset=utf-8",
          "style.css", "text/css; charset=utf-8",
          "main.js", "text/javascript; charset=utf-8",
          "connection.js", "text/javascript; charset=utf-8",
          "dom.js", "text/javascript; charset=utf-8",
          "ribbons.js", "text/javascript; charset=utf-8",
          "panels.js", "text/javascript; charset=utf-8",
          "search.js", "text/javascript; charset=utf-8",
          "icon.svg", "image/svg+xml");

  /** The page loads nothing from elsewhere, runs no inline script and is framed by nobody. */
  private static final Map<String, String> HEADERS =
      Map.of(
          "Content-Security-Policy",
              "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';"
                  + " connect-src 'self'; base-uri 'none'; form-action 'none';"
                  + " frame-ancestors 'none'",
          "X-Content-Type-Options", "nosniff",
          "Referrer-Policy", "no-referrer",
          "Cross-Origin-Opener-Policy", "same-origin",
          "Cross-Origin-Resource-Policy", "same-origin",
          "Cache-Control", "no-cache");

  @Override
  public @Nullable Response get(String path, Map<String, List<String>> query) {
    String name = path.equals("/") ? "index.html" : path.substring(1);
    String type = TYPES.get(name);
    return type == null ? null : new Response(200, type, read(name), HEADERS);
  }

  private static Bytes read(String name) {
    try (InputStream in = PageFiles.class.getResourceAsStream("page/" + name)) {
      if (in == null) {
        throw new IllegalStateException("the page's file " + name + " is missing");
      }
      return Bytes.wrap(in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
