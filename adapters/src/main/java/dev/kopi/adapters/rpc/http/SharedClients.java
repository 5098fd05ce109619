package dev.kopi.adapters.rpc.http;

import java.net.URI;
import java.net.http.HttpClient;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;

/**
 * The JDK's HTTP clients that all endpoints of a process share, so that there is one selector
 * thread and one pool of connections. Without TLS no certificates are loaded.
 */
public final class SharedClients {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

  static {
    // By default the JDK sends no user and password to a proxy that tunnels TLS.
    if (System.getProperty("jdk.http.auth.tunneling.disabledSchemes") == null) {
      System.setProperty("jdk.http.auth.tunneling.disabledSchemes", "");
    }
  }

  private SharedClients() {}

  /** For servers without TLS. */
  public static HttpClient plain() {
    return Plain.CLIENT;
  }

  /** For servers with TLS. */
  public static HttpClient secure() {
    return Secure.CLIENT;
  }

  /** A client for servers that demand a certificate, by TLS 1.3. */
  static HttpClient certified(SSLContext context) {
    SSLParameters parameters = context.getDefaultSSLParameters();
    parameters.setProtocols(new String[] {"TLSv1.3"});
    return builder().sslContext(context).sslParameters(parameters).build();
  }

  /** The Proxy-Authorization for requests to a server, if its proxy needs one. */
  public static Optional<String> proxyAuthorization(URI server) {
    return Proxies.OF_PROCESS.authorization(server);
  }

  /**
   * Checks the variables that name proxies.
   *
   * @throws IllegalArgumentException when one is invalid; the message names it
   */
  public static void checkProxies(Map<String, String> environment) {
    new EnvironmentProxies(environment);
  }

  private static final class Proxies {
    static final EnvironmentProxies OF_PROCESS = new EnvironmentProxies(System.getenv());
  }

  private static HttpClient.Builder builder() {
    return HttpClient.newBuilder()
        .connectTimeout(CONNECT_TIMEOUT)
        .followRedirects(HttpClient.Redirect.NEVER)
        .proxy(Proxies.OF_PROCESS)
        .executor(
            Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("http-client").factory()));
  }

  private static final class Plain {
    static final HttpClient CLIENT = builder().sslContext(withoutCertificates()).build();

    private static SSLContext withoutCertificates() {
      try {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[0], null);
        return context;
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException("every JDK has TLS", e);
      }
    }
  }

  private static final class Secure {
    static final HttpClient CLIENT = builder().build();
  }
}
