package dev.kopi.apps.cli.roles;

import dev.kopi.adapters.crypto.NativeCrypto;
import dev.kopi.adapters.json.GenesisJson;
import dev.kopi.adapters.json.Json;
import dev.kopi.adapters.rpc.JwtSecret;
import dev.kopi.adapters.rpc.RpcLimits;
import dev.kopi.adapters.rpc.RpcObserver;
import dev.kopi.adapters.rpc.RpcServerConfig;
import dev.kopi.adapters.store.ChainStores;
import dev.kopi.adapters.store.StoreOptions;
import dev.kopi.apps.cli.CommandFailed;
import dev.kopi.apps.cli.StoreFlags;
import dev.kopi.apps.roles.ExecutionNode;
import dev.kopi.core.execution.Genesis;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.store.ChainStore;
import dev.kopi.core.store.StoreException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code kopi engine}. */
@Command(
    name = "engine",
    description = "Executes and builds blocks for a node (op-geth's role).",
    mixinStandardHelpOptions = true,
    defaultValueProvider = EnvironmentNames.Engine.class)
public final class EngineCommand implements Callable<Integer> {
  // Not marked as required: it would then be so for 'init' as well, which has its own.
  @Option(names = "--datadir", paramLabel = "DIR", defaultValue = "kopi-engine")
  private Path directory;

  @Option(
      names = {"--genesis", "--chain"},
      paramLabel = "FILE",
      description = "genesis.json; not needed after 'init' or a first start.")
  private @Nullable Path genesis;

  @Option(names = "--http", description = "Accepted; HTTP is always served.", hidden = true)
  private boolean http;

  @Option(names = "--http.addr", paramLabel = "HOST", defaultValue = "127.0.0.1")
  private String httpHost;

  @Option(
      names = "--http.port",
      defaultValue = "8545",
      description = "HTTP and WebSocket; 0 takes a free port.")
  private int httpPort;

  @Option(
      names = "--http.api",
      split = ",",
      defaultValue = "eth,net,web3,txpool,miner,debug",
      description = "Namespaces on the open port.")
  private List<String> httpApi;

  @Option(names = "--http.corsdomain", split = ",", paramLabel = "ORIGIN")
  private List<String> origins = new ArrayList<>();

  @Option(names = "--http.vhosts", split = ",", paramLabel = "HOST", defaultValue = "localhost")
  private List<String> hosts;

  @Option(names = "--ws", description = "Serve WebSocket on a port of its own too.")
  private boolean ws;

  @Option(names = "--ws.addr", paramLabel = "HOST", defaultValue = "127.0.0.1")
  private String wsHost;

  @Option(names = "--ws.port", defaultValue = "8546")
  private int wsPort;

  @Option(names = "--ws.origins", split = ",", paramLabel = "ORIGIN")
  private List<String> wsOrigins = new ArrayList<>();

  @Option(names = "--authrpc.addr", paramLabel = "HOST", defaultValue = "127.0.0.1")
  private String authHost;

  @Option(names = "--authrpc.port", defaultValue = "8551")
  private int authPort;

  @Option(names = "--authrpc.vhosts", split = ",", paramLabel = "HOST", defaultValue = "localhost")
  private List<String> authHosts;

  @Option(
      names = "--authrpc.jwtsecret",
      paramLabel = "FILE",
      description = "32 bytes in hex; made when absent. Default: DATADIR/jwt.hex")
  private @Nullable Path jwtFile;

  @Option(
      names = {"--rollup.sequencerhttp", "--rollup.sequencer"},
      paramLabel = "URL",
      description = "Where transactions are sent on to.")
  private @Nullable URI sequencer;

  @Mixin private StoreFlags storeFlags = new StoreFlags();

  @Override
  public Integer call() {
    Genesis start = genesis();
    ExecutionNode.Setup setup =
        new ExecutionNode.Setup(
            "kopi",
            start.spec(),
            start.execute(),
            directory.resolve("chain"),
            storeFlags.options(),
            openPorts(),
            new LinkedHashSet<>(httpApi),
            new RpcServerConfig(
                authHost, authPort, jwt(), Set.copyOf(authHosts), Set.of(), RpcLimits.ENGINE),
            sequencer,
            List.of(),
            RpcObserver.NONE);
    ExecutionNode engine;
    try {
      engine = new ExecutionNode(setup, NativeCrypto.create());
    } catch (StoreException e) {
      throw new CommandFailed("cannot open the chain in " + directory + ": " + e.getMessage(), e);
    }
    try {
      engine.start();
    } catch (IllegalStateException e) {
      engine.close();
      throw new CommandFailed(String.valueOf(e.getMessage()), e);
    }
    return new RunningRole().await(engine::close);
  }

  private List<RpcServerConfig> openPorts() {
    List<RpcServerConfig> ports = new ArrayList<>();
    ports.add(
        new RpcServerConfig(
            httpHost, httpPort, null, Set.copyOf(hosts), Set.copyOf(origins), RpcLimits.PUBLIC));
    if (ws && wsPort != httpPort) {
      ports.add(
          new RpcServerConfig(
              wsHost, wsPort, null, Set.copyOf(hosts), Set.copyOf(wsOrigins), RpcLimits.PUBLIC));
    }
    return ports;
  }

  private JwtSecret jwt() {
    Path file = jwtFile == null ? directory.resolve("jwt.hex") : jwtFile;
    try {
      return JwtSecret.readOrCreate(file);
    } catch (IOException | DecodeException e) {
      throw new CommandFailed("cannot use the JWT secret in " + file + ": " + e.getMessage(), e);
    }
  }

  private Genesis genesis() {
    Path kept = kept(directory);
    Path given = genesis;
    if (given != null) {
      keep(given, directory);
    } else if (!Files.exists(kept)) {
      throw new CommandFailed(
          "no chain in " + directory + ": give --genesis FILE, or run 'kopi engine init' first");
    }
    return read(kept);
  }

  private static Path kept(Path directory) {
    return directory.resolve("genesis.json");
  }

  private static Genesis read(Path file) {
    try {
      return GenesisJson.read(Json.parse(Files.readAllBytes(file)));
    } catch (IOException | DecodeException e) {
      throw new CommandFailed("cannot read the genesis in " + file + ": " + e.getMessage(), e);
    }
  }

  /** Copies a genesis beside its chain, once it is known to be one. */
  private static Genesis keep(Path file, Path directory) {
    Genesis genesis = read(file);
    try {
      Files.createDirectories(directory);
      if (!file.toAbsolutePath().equals(kept(directory).toAbsolutePath())) {
        Files.copy(file, kept(directory), StandardCopyOption.REPLACE_EXISTING);
      }
    } catch (IOException e) {
      throw new CommandFailed("cannot write to " + directory + ": " + e.getMessage(), e);
    }
    return genesis;
  }

  /** {@code kopi engine init}. */
  @Command(name = "init", description = "Writes the first block of a chain.")
  int init(
      @Option(names = "--datadir", paramLabel = "DIR", required = true) Path target,
      @Parameters(paramLabel = "GENESIS", description = "genesis.json") Path file) {
    Genesis first = keep(file, target);
    try (ChainStore store =
        ChainStores.onDisk(target.resolve("chain"), StoreOptions.DEFAULT, first.execute())) {
      System.out.println("genesis " + store.canonicalHash(0));
      return 0;
    } catch (StoreException e) {
      throw new CommandFailed("cannot write the chain: " + e.getMessage(), e);
    }
  }
}
