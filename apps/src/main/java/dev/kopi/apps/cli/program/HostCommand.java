package dev.kopi.apps.cli.program;

import dev.kopi.adapters.compression.BrotliDictionary;
import dev.kopi.adapters.crypto.NativeCrypto;
import dev.kopi.adapters.ethclient.EthClient;
import dev.kopi.adapters.json.Json;
import dev.kopi.adapters.json.genesis.ChainConfigJson;
import dev.kopi.adapters.json.rollup.RollupJson;
import dev.kopi.adapters.l1.BeaconClient;
import dev.kopi.adapters.l1.L1Client;
import dev.kopi.adapters.rpc.client.RpcClients;
import dev.kopi.apps.cli.error.CommandFailed;
import dev.kopi.apps.cli.error.WrongUsage;
import dev.kopi.apps.cli.options.EnvironmentNames;
import dev.kopi.apps.cli.options.LogOptions;
import dev.kopi.apps.cli.values.RpcUrls;
import dev.kopi.apps.proof.DirectoryPreimages;
import dev.kopi.apps.proof.HostOracle;
import dev.kopi.apps.proof.PreimageServer;
import dev.kopi.apps.proof.PreimageStore;
import dev.kopi.apps.proof.ProgramStreams;
import dev.kopi.apps.proof.ProofClaim;
import dev.kopi.core.crypto.Crypto;
import dev.kopi.core.derivation.TemporaryException;
import dev.kopi.core.derivation.source.BlobSource;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.proof.BootInfo;
import dev.kopi.core.proof.FaultProofProgram;
import dev.kopi.core.proof.LocalInput;
import dev.kopi.core.proof.ProgramResources;
import dev.kopi.core.proof.ProofVerdict;
import dev.kopi.core.proof.preimage.PreimageKey;
import dev.kopi.core.proof.preimage.PreimageUnavailableException;
import dev.kopi.core.rollup.RollupConfig;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/** {@code kopi program host}. */
@Command(
    name = "host",
    description = {
      "Serves a fault-proof program its pre-images, from L1, its beacon node and L2 (the host of",
      "op-program). Without --server or --exec it runs Kopi's own program and exits with its",
      "verdict: 0 the claim is valid, 1 it is not, 2 there is no verdict."
    },
    mixinStandardHelpOptions = true,
    defaultValueProvider = EnvironmentNames.Program.class,
    footer = {
      "",
      "Example:",
      "  kopi program host --native --rollup.config rollup.json --l1.chainconfig l1-genesis.json \\",
      "    --l1 http://127.0.0.1:8545 --l1.beacon http://127.0.0.1:5052 --l2 http://127.0.0.1:9545 \\",
      "    --l1.head HASH --l2.head HASH --l2.outputroot HASH --l2.claim HASH --l2.blocknumber N",
      "",
      "Every option may also be set in the environment, as op-program's: --l2.claim as",
      "OP_PROGRAM_L2_CLAIM."
    })
public final class HostCommand implements Callable<Integer> {
  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = {"--l1", "--l1-node-address"},
      paramLabel = "URL",
      converter = RpcUrls.class,
      description = "The RPC of an L1 node; without it only --datadir is read.")
  private @Nullable URI l1;

  @Option(
      names = {"--l1.beacon", "--l1-beacon-address"},
      paramLabel = "URL",
      split = ",",
      description = "The API of a beacon node, and of others to ask when it lacks a blob.")
  private List<URI> beacons = List.of();

  @Option(
      names = {"--l2", "--l2-node-address"},
      paramLabel = "URL",
      converter = RpcUrls.class,
      description = "The RPC of an L2 node, with the namespaces eth and debug.")
  private @Nullable URI l2;

  @Option(
      names = {"--l1.head", "--l1-head"},
      paramLabel = "HASH",
      required = true,
      description = "The newest L1 block that counts.")
  private Hash l1Head = Hash.ZERO;

  @Option(
      names = {"--l2.head", "--agreed-l2-head-hash"},
      paramLabel = "HASH",
      required = true,
      description = "The L2 block at --l2.outputroot.")
  private Hash l2Head = Hash.ZERO;

  @Option(
      names = {"--l2.outputroot", "--agreed-l2-output-root"},
      paramLabel = "HASH",
      required = true,
      description = "The agreed output root to start from.")
  private Hash outputRoot = Hash.ZERO;

  @Option(
      names = {"--l2.claim", "--claimed-l2-output-root"},
      paramLabel = "HASH",
      required = true,
      description = "The claimed output root.")
  private Hash claim = Hash.ZERO;

  @Option(
      names = {"--l2.blocknumber", "--l2.sequencenumber", "--claimed-l2-block-number"},
      paramLabel = "NUMBER",
      required = true,
      description = "The L2 block that the claim is about.")
  private long blockNumber;

  @Mixin private ChainOptions chain = new ChainOptions();

  @Option(
      names = "--l2.custom",
      description = "Give the program the configurations, since it does not know the chain.")
  private boolean custom;

  @Option(
      names = {"--datadir", "--data-dir"},
      paramLabel = "FOLDER",
      description = "Where to keep pre-images; without it they are kept in memory.")
  private @Nullable Path datadir;

  @Option(
      names = {"--data.format", "--data-format"},
      paramLabel = "FORMAT",
      defaultValue = "directory",
      description = "The format of --datadir: directory.")
  private String format = "directory";

  @Option(
      names = "--exec",
      paramLabel = "COMMAND",
      description = "Run this program, with its pre-images on file descriptors 3 to 6.")
  private @Nullable String exec;

  @Option(
      names = "--server",
      description = "Serve pre-images on file descriptors 3 to 6; run no program.")
  private boolean server;

  @Option(names = "--native", description = "Run Kopi's own program in this process: the default.")
  private boolean inProcess;

  @Mixin private LogOptions log = new LogOptions();

  @Override
  public Integer call() throws IOException, InterruptedException {
    String command = exec;
    if ((server ? 1 : 0) + (command == null ? 0 : 1) + (inProcess ? 1 : 0) > 1) {
      throw new WrongUsage("--server, --exec and --native exclude each other");
    }
    if (!format.equals("directory")) {
      throw new WrongUsage("--data.format: only 'directory' is supported");
    }
    log.apply();
    Crypto crypto = NativeCrypto.create();
    RollupConfig rollup = chain.rollup();
    long chainId = custom ? BootInfo.CUSTOM_CHAIN : rollup.l2ChainId().lowLong();
    ProofClaim about = new ProofClaim(l1Head, l2Head, outputRoot, claim, blockNumber, chainId);
    HostOracle oracle =
        oracle(about, about.inputs(custom ? configs(rollup) : Map.of()), rollup, crypto);
    if (server) {
      return served(() -> {
        new PreimageServer(oracle).serve(ProgramStreams.inherited());
        return 0;
      });
    }
    if (command != null) {
      return served(
          () -> ProgramStreams.run(List.of(command.split(" ")), new PreimageServer(oracle)));
    }
    return runProgram(oracle, rollup, crypto);
  }

  private static int served(Callable<Integer> run) {
    try {
      return run.call();
    } catch (PreimageUnavailableException | DecodeException | IOException e) {
      throw new CommandFailed("the pre-image server ended: " + e.getMessage(), e);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private int runProgram(HostOracle oracle, RollupConfig rollup, Crypto crypto) {
    ProgramResources resources =
        new ProgramResources(
            BrotliDictionary.load(), chain.upgrades(), chain.embedded(rollup), crypto);
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    PrintWriter err = Objects.requireNonNull(spec).commandLine().getErr();
    return FaultProofProgram.exitCode(
        oracle,
        resources,
        new FaultProofProgram.Report() {
          @Override
          public void decided(ProofVerdict verdict) {
            out.println(
                (verdict.isValid() ? "valid" : "invalid")
                    + ": output root "
                    + verdict.outputRoot()
                    + " at block "
                    + verdict.blockNumber()
                    + ", claimed "
                    + verdict.claim());
            out.flush();
          }

          @Override
          public void failed(RuntimeException cause) {
            err.println("kopi: no verdict: " + cause.getMessage());
            err.flush();
          }
        });
  }

  private HostOracle oracle(
      ProofClaim about, Map<PreimageKey, Bytes> local, RollupConfig rollup, Crypto crypto) {
    PreimageStore store = store();
    URI l1Url = l1;
    URI l2Url = l2;
    if (l1Url == null || l2Url == null) {
      if (l1Url != null || l2Url != null || datadir == null) {
        throw new WrongUsage("--l1 and --l2 are needed together, or --datadir without them");
      }
      return HostOracle.offline(local, store, crypto);
    }
    L1Client l1Client =
        new L1Client(new EthClient(RpcClients.open(l1Url, TIMEOUT)::call), false, 1000);
    EthClient l2Client = new EthClient(RpcClients.open(l2Url, TIMEOUT)::call);
    return HostOracle.online(
        about, local, rollup, l1Client, blobs(crypto), l2Client, store, crypto);
  }

  private BlobSource blobs(Crypto crypto) {
    if (beacons.isEmpty()) {
      return (block, ids) -> {
        throw new TemporaryException("a blob is needed, and --l1.beacon is not set");
      };
    }
    return new BeaconClient(beacons, Map.of(), TIMEOUT, null, crypto);
  }

  private PreimageStore store() {
    Path folder = datadir;
    if (folder == null) {
      return PreimageStore.inMemory();
    }
    try {
      return DirectoryPreimages.open(folder);
    } catch (IOException | DecodeException e) {
      throw new CommandFailed("--datadir: " + e.getMessage(), e);
    }
  }

  /** The configurations as local inputs. */
  private Map<LocalInput, Bytes> configs(RollupConfig rollup) {
    return Map.of(
        LocalInput.ROLLUP_CONFIG, json(RollupJson.write(rollup)),
        LocalInput.L1_CHAIN_CONFIG, json(ChainConfigJson.write(chain.l1())),
        LocalInput.L2_CHAIN_CONFIG, json(ChainConfigJson.write(chain.l2(rollup))));
  }

  private static Bytes json(JsonNode json) {
    return Bytes.wrap(Json.text(json).getBytes(StandardCharsets.UTF_8));
  }
}
