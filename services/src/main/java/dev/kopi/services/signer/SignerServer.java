package dev.kopi.services.signer;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsExchange;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import dev.kopi.adapters.json.Json;
import dev.kopi.adapters.rpc.RpcException;
import dev.kopi.core.primitives.DecodeException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.cert.Certificate;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Serves {@link SigningMethods} by JSON-RPC over HTTPS. A client is who its certificate says: its
 * first DNS name. Without TLS, which is for this machine only, every caller is the one client of
 * the rules.
 */
public final class SignerServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SignerServer.class);
  private static final int MAX_REQUEST_BYTES = 1 << 20;
  private static final int THREADS = 8;
  private static final int MAX_WAITING = 256;
  private static final int DNS_NAME = 2;

  private final HttpServer server;
  private final ExecutorService threads;
  private final SigningMethods methods;
  private final @Nullable String onlyClient;

  private SignerServer(HttpServer server, SigningMethods methods, @Nullable String onlyClient) {
    this.server = server;
    this.methods = methods;
    this.onlyClient = onlyClient;
    this.threads =
        new ThreadPoolExecutor(
            THREADS,
            THREADS,
            1,
            TimeUnit.MINUTES,
            new ArrayBlockingQueue<>(MAX_WAITING),
            Thread.ofPlatform().name("signer-", 0).daemon().factory());
    server.setExecutor(threads);
    server.createContext("/", this::handle);
  }

  /**
   * Serves by TLS 1.3 to clients with a certificate.
   *
   * @throws IOException when the address is not free
   */
  public static SignerServer start(
      InetSocketAddress address, SSLContext tls, SigningMethods methods) throws IOException {
    HttpsServer https = HttpsServer.create(address, 0);
    https.setHttpsConfigurator(
        new HttpsConfigurator(tls) {
          @Override
          public void configure(HttpsParameters parameters) {
            SSLParameters ssl = getSSLContext().getDefaultSSLParameters();
            ssl.setProtocols(new String[] {"TLSv1.3"});
            ssl.setNeedClientAuth(true);
            parameters.setSSLParameters(ssl);
          }
        });
    return start(new SignerServer(https, methods, null));
  }

  /**
   * Serves without TLS, to callers on this machine.
   *
   * @param client the client that every caller is
   * @throws IOException when the address is not free
   */
  public static SignerServer startPlain(
      InetSocketAddress address, SigningMethods methods, String client) throws IOException {
    return start(new SignerServer(HttpServer.create(address, 0), methods, client));
  }

  private static SignerServer start(SignerServer server) {
    server.server.start();
    return server;
  }

  /** The port that it listens on. */
  public int port() {
    return server.getAddress().getPort();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      if (exchange.getRequestURI().getPath().equals("/healthz")) {
        respond(exchange, 200, Json.write(Json.object().put("status", "ok")));
        return;
      }
      if (!exchange.getRequestMethod().equals("POST")) {
        respond(exchange, 405, new byte[0]);
        return;
      }
      byte[] body = exchange.getRequestBody().readNBytes(MAX_REQUEST_BYTES + 1);
      if (body.length > MAX_REQUEST_BYTES) {
        respond(exchange, 413, new byte[0]);
        return;
      }
      respond(exchange, 200, Json.write(answer(client(exchange), body)));
    } catch (RuntimeException e) {
      LOG.error("a request failed", e);
    }
  }

  private static void respond(HttpExchange exchange, int status, byte[] body) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
  }

  private JsonNode answer(@Nullable String client, byte[] body) {
    ObjectNode response = Json.object().put("jsonrpc", "2.0").putNull("id");
    try {
      JsonNode request = Json.parse(body);
      if (!request.isObject() || !request.path("method").isString()) {
        throw new RpcException(RpcException.INVALID_REQUEST, "invalid request");
      }
      JsonNode id = request.get("id");
      if (id != null) {
        response.set("id", id);
      }
      if (client == null) {
        throw new RpcException(
            RpcException.INVALID_REQUEST, "the client's certificate has no DNS name");
      }
      JsonNode params = request.path("params");
      List<JsonNode> list = StreamSupport.stream(params.values().spliterator(), false).toList();
      response.set("result", methods.call(client, request.path("method").asString(), list));
    } catch (DecodeException e) {
      error(response, new RpcException(RpcException.PARSE_ERROR, "parse error"));
    } catch (RpcException e) {
      error(response, e);
    }
    return response;
  }

  private static void error(ObjectNode response, RpcException error) {
    response.putObject("error").put("code", error.code()).put("message", error.text());
  }

  private @Nullable String client(HttpExchange exchange) {
    if (onlyClient != null) {
      return onlyClient;
    }
    try {
      Certificate[] chain = ((HttpsExchange) exchange).getSSLSession().getPeerCertificates();
      Collection<List<?>> names = ((X509Certificate) chain[0]).getSubjectAlternativeNames();
      if (names == null) {
        return null;
      }
      return names.stream()
          .filter(name -> name.getFirst().equals(DNS_NAME))
          .map(name -> (String) name.get(1))
          .findFirst()
          .orElse(null);
    } catch (SSLPeerUnverifiedException | CertificateParsingException e) {
      return null;
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
