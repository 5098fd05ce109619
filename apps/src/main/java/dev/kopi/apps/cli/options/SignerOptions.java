package dev.kopi.apps.cli.options;

import dev.kopi.adapters.rpc.RpcException;
import dev.kopi.adapters.rpc.RpcTransportException;
import dev.kopi.adapters.rpc.client.HttpRpcClient;
import dev.kopi.adapters.rpc.client.RpcClient;
import dev.kopi.adapters.rpc.http.CertifiedClient;
import dev.kopi.adapters.rpc.http.EndpointAddress;
import dev.kopi.adapters.rpc.http.HttpEndpoint;
import dev.kopi.adapters.rpc.http.TlsFiles;
import dev.kopi.apps.cli.error.CommandFailed;
import dev.kopi.apps.cli.error.WrongUsage;
import dev.kopi.apps.cli.values.HttpHeader;
import dev.kopi.apps.cli.values.Urls;
import dev.kopi.core.crypto.Crypto;
import dev.kopi.core.primitives.Address;
import dev.kopi.services.txmgr.RemoteSigner;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Option;

/** A signer elsewhere, such as op-signer or {@code kopi signer}. */
public final class SignerOptions {
  private static final Logger LOG = LoggerFactory.getLogger(SignerOptions.class);
  private static final int MAX_RESPONSE_BYTES = 4 << 20;
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  @Option(
      names = "--signer.endpoint",
      paramLabel = "URL",
      converter = Urls.class,
      description = "The signer to ask for signatures, such as https://127.0.0.1:8080.")
  private @Nullable URI endpoint;

  @Option(
      names = "--signer.address",
      paramLabel = "ADDRESS",
      description = "The account that the signer signs for.")
  private @Nullable Address address;

  @Option(
      names = "--signer.header",
      paramLabel = "NAME=VALUE",
      converter = HttpHeader.class,
      description = "A header to send to the signer. May be given several times.")
  private List<Map.Entry<String, String>> headers = List.of();

  @Option(
      names = "--signer.tls.enabled",
      paramLabel = "true|false",
      defaultValue = "true",
      arity = "0..1",
      fallbackValue = "true",
      description = "Show the signer a certificate, and accept its own from --signer.tls.ca only.")
  private boolean tls;

  @Option(
      names = "--signer.tls.ca",
      paramLabel = "FILE",
      defaultValue = "tls/ca.crt",
      description = "The certificates of the authorities that the signer's must come from, PEM.")
  private Path authorities;

  @Option(
      names = "--signer.tls.cert",
      paramLabel = "FILE",
      defaultValue = "tls/tls.crt",
      description = "The certificate to show to the signer, PEM. It is read again when it changes.")
  private Path certificate;

  @Option(
      names = "--signer.tls.key",
      paramLabel = "FILE",
      defaultValue = "tls/tls.key",
      description = "The private key of that certificate, PEM.")
  private Path key;

  /** Whether a signer is named. */
  public boolean isSet() {
    return endpoint != null || address != null;
  }

  /**
   * The account that the signer signs for.
   *
   * @throws WrongUsage when only one of endpoint and address is given
   */
  public Address account() {
    if (endpoint == null || address == null) {
      throw new WrongUsage("--signer.endpoint and --signer.address belong together");
    }
    return address;
  }

  /**
   * A client of the signer; nothing is connected yet.
   *
   * @param timeout for each call
   * @throws WrongUsage when something is missing or a file cannot be used
   */
  public RpcClient client(Duration timeout) {
    account();
    Map<String, String> sent = new LinkedHashMap<>();
    headers.forEach(header -> sent.put(header.getKey(), header.getValue()));
    return new HttpRpcClient(endpoint(), timeout, sent);
  }

  /**
   * A signer of transactions, which has answered.
   *
   * @throws WrongUsage when something is missing or a file cannot be used
   * @throws CommandFailed when it cannot be reached
   */
  public RemoteSigner signer(Crypto crypto) {
    RpcClient client = client(TIMEOUT);
    String shown = EndpointAddress.shown(Objects.requireNonNull(endpoint));
    RemoteSigner signer = new RemoteSigner(client, shown, account(), crypto.secp256k1());
    try {
      LOG.info("signer connected: url={} version={}", shown, signer.version());
    } catch (RpcException | RpcTransportException e) {
      throw new CommandFailed("--signer.endpoint: no answer: " + e.getMessage(), e);
    }
    return signer;
  }

  private HttpEndpoint endpoint() {
    URI url = Objects.requireNonNull(endpoint);
    return new HttpEndpoint(url, MAX_RESPONSE_BYTES, client(url));
  }

  private @Nullable Supplier<HttpClient> client(URI url) {
    if (!tls) {
      return null;
    }
    if (!url.getScheme().equalsIgnoreCase("https")) {
      throw new WrongUsage(
          "--signer.endpoint is not https: give an https URL, or --signer.tls.enabled=false");
    }
    try {
      return new CertifiedClient(
          new TlsFiles(authorities, certificate, key), InstantSource.system());
    } catch (IOException e) {
      throw new WrongUsage(
          "--signer.tls: "
              + e.getMessage()
              + "; --signer.tls.ca, .cert and .key name the files, --signer.tls.enabled=false does"
              + " without");
    }
  }
}
