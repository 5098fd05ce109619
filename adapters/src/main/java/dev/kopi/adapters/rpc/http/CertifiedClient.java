package dev.kopi.adapters.rpc.http;

import java.io.IOException;
import java.net.http.HttpClient;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An HTTP client with a certificate of its own, by TLS 1.3. Files that change are read again; while
 * they cannot be used, the former ones stay. Thread-safe.
 */
public final class CertifiedClient implements Supplier<HttpClient> {
  private static final Logger LOG = LoggerFactory.getLogger(CertifiedClient.class);
  private static final Duration LOOK_INTERVAL = Duration.ofSeconds(2);

  private final TlsFiles files;
  private final InstantSource clock;
  private HttpClient client;
  private List<Long> version;
  private Instant nextLook;

  /**
   * A client; the files are read.
   *
   * @throws IOException when a file cannot be used; the message names it
   */
  public CertifiedClient(TlsFiles files, InstantSource clock) throws IOException {
    this.files = files;
    this.clock = clock;
    this.version = files.version();
    this.client = SharedClients.certified(files.context());
    this.nextLook = clock.instant().plus(LOOK_INTERVAL);
  }

  @Override
  public synchronized HttpClient get() {
    Instant now = clock.instant();
    if (now.isBefore(nextLook)) {
      return client;
    }
    nextLook = now.plus(LOOK_INTERVAL);
    List<Long> present = files.version();
    if (!present.equals(version)) {
      version = present;
      try {
        client = SharedClients.certified(files.context());
        LOG.info("certificate read again: file={}", files.certificate());
      } catch (IOException e) {
        LOG.warn("the former certificate stays in use: {}", e.getMessage());
      }
    }
    return client;
  }
}
