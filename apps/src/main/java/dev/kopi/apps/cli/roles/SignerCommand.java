package dev.kopi.apps.cli.roles;

import dev.kopi.adapters.crypto.NativeCrypto;
import dev.kopi.adapters.rpc.http.TlsFiles;
import dev.kopi.adapters.rpc.server.RpcServer;
import dev.kopi.adapters.rpc.server.RpcServerConfig;
import dev.kopi.apps.cli.error.CommandFailed;
import dev.kopi.apps.cli.error.WrongUsage;
import dev.kopi.apps.cli.options.EnvironmentNames;
import dev.kopi.apps.cli.options.LogOptions;
import dev.kopi.apps.cli.values.BindAddress;
import dev.kopi.apps.cli.values.Range;
import dev.kopi.apps.cli.values.ReadableFile;
import dev.kopi.core.crypto.Crypto;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.services.signer.SigningMethods;
import dev.kopi.services.signer.SigningRule;
import dev.kopi.services.signer.SigningRules;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import javax.net.ssl.SSLContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code kopi signer}. */
@Command(
    name = "signer",
    description = {
      "Signs transactions and blocks for roles on other machines (op-signer's role).",
      "Each client shows a certificate; rules say what may be signed for it."
    },
    mixinStandardHelpOptions = true,
    defaultValueProvider = EnvironmentNames.Signing.class,
    footer = {
      "",
      "The rules, one for each client, named by the first DNS name of its certificate:",
      "  {\"clients\": [{\"name\": \"batcher\", \"keyFile\": \"batcher.key\", \"chainId\": 1,",
      "    \"methods\": [\"eth_signTransaction\"], \"to\": [\"0xff00...0901\"], \"maxValue\": \"0x0\"}]}",
      "",
      "Examples:",
      "  kopi signer --rules rules.json --tls.ca ca.crt --tls.cert tls.crt --tls.key tls.key",
      "  kopi batcher ... --signer.endpoint https://signer:8080 --signer.address ADDRESS"
    })
public final class SignerCommand implements Callable<Integer> {
  private static final Logger LOG = LoggerFactory.getLogger(SignerCommand.class);

  @Option(
      names = "--rules",
      paramLabel = "FILE",
      required = true,
      converter = ReadableFile.class,
      description = "The rules in JSON: who may have what signed, with which key.")
  private Path rules;

  @Option(
      names = "--rpc.addr",
      paramLabel = "HOST",
      defaultValue = "127.0.0.1",
      converter = BindAddress.class,
      description = "The address to serve on; 0.0.0.0 for all addresses.")
  private String host;

  @Option(
      names = "--rpc.port",
      paramLabel = "PORT",
      defaultValue = "8080",
      description = "The port; 0 takes a free one.")
  @Range(max = 65_535)
  private int port;

  @Option(
      names = "--tls.enabled",
      paramLabel = "true|false",
      defaultValue = "true",
      arity = "0..1",
      fallbackValue = "true",
      description =
          "Demand certificates of clients. Without, there is one client, on this machine.")
  private boolean tls;

  @Option(
      names = "--tls.ca",
      paramLabel = "FILE",
      defaultValue = "tls/ca.crt",
      description = "The certificates of the authorities that clients' must come from, PEM.")
  private Path authorities;

  @Option(
      names = "--tls.cert",
      paramLabel = "FILE",
      defaultValue = "tls/tls.crt",
      description = "The certificate of this server, PEM.")
  private Path certificate;

  @Option(
      names = "--tls.key",
      paramLabel = "FILE",
      defaultValue = "tls/tls.key",
      description = "The private key of that certificate, PEM.")
  private Path key;

  @Mixin private LogOptions log = new LogOptions();

  @Override
  public Integer call() {
    log.apply();
    Crypto crypto = NativeCrypto.create();
    SigningRules read = read(crypto);
    String version = SignerCommand.class.getPackage().getImplementationVersion();
    SigningMethods methods =
        new SigningMethods(read, crypto.secp256k1(), version == null ? "unpacked" : version);
    RpcServer server = start(server(read, methods));
    for (SigningRule rule : read.all()) {
      LOG.info(
          "rule: client={} account={} chain={} methods={} recipients={}",
          rule.client(),
          rule.account(),
          rule.chainId(),
          rule.methods(),
          rule.recipients());
    }
    LOG.info("signer started: addr={} port={} tls={}", host, server.port(), tls);
    return new RunningRole().await(server::close);
  }

  private SigningRules read(Crypto crypto) {
    try {
      return SigningRules.read(rules, crypto.secp256k1());
    } catch (IOException e) {
      throw new CommandFailed("--rules: cannot read " + rules + ": " + e.getMessage(), e);
    } catch (DecodeException e) {
      throw new WrongUsage("--rules: " + rules + ": " + e.getMessage());
    }
  }

  private RpcServer server(SigningRules read, SigningMethods methods) {
    RpcServerConfig port = RpcServerConfig.open(host, this.port);
    if (tls) {
      return new RpcServer(port.by(context()), methods.certified());
    }
    if (!BindAddress.isLoopback(host)) {
      throw new WrongUsage(
          "--tls.enabled=false is for callers on this machine: --rpc.addr must be 127.0.0.1");
    }
    if (read.all().size() != 1) {
      throw new WrongUsage(
          "--tls.enabled=false: the rules must be those of one client, since callers show no"
              + " certificate");
    }
    return new RpcServer(port, methods.local(read.all().getFirst().client()));
  }

  private SSLContext context() {
    try {
      return new TlsFiles(authorities, certificate, key).context();
    } catch (IOException e) {
      throw new CommandFailed("cannot read the certificates: " + e.getMessage(), e);
    }
  }

  private static RpcServer start(RpcServer server) {
    try {
      return server.start();
    } catch (IllegalStateException e) {
      throw new CommandFailed(String.valueOf(e.getMessage()), e);
    }
  }
}
