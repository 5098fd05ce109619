package dev.kopi.apps.cli.evm.transition;

import dev.kopi.adapters.crypto.NativeCrypto;
import dev.kopi.adapters.json.Json;
import dev.kopi.adapters.json.JsonFields;
import dev.kopi.adapters.json.genesis.GenesisJson;
import dev.kopi.apps.cli.evm.fixture.TestNetworks;
import dev.kopi.core.chain.spec.ChainSpec;
import dev.kopi.core.crypto.Crypto;
import dev.kopi.core.primitives.UInt256;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/** {@code kopi evm t8n}: one state transition, with the options of go-ethereum's tool. */
public @Command(
    name = "t8n",
    aliases = "transition",
    description = "Executes a block's transactions on given accounts.",
    mixinStandardHelpOptions = true) final class TransitionCommand implements Callable<Integer> {
  private static final String STDIN = "stdin";

  @Spec private @Nullable CommandSpec spec;

  @Option(names = "--input.alloc", paramLabel = "FILE", description = "Accounts: a file, or stdin.")
  private String alloc = "alloc.json";

  @Option(
      names = "--input.env",
      paramLabel = "FILE",
      description = "The block's environment: a file, or stdin.")
  private String env = "env.json";

  @Option(
      names = "--input.txs",
      paramLabel = "FILE",
      description = "Signed transactions: JSON or RLP, or stdin.")
  private String txs = "txs.json";

  @Option(
      names = "--output.basedir",
      paramLabel = "DIR",
      description = "The folder of output files.")
  private Path folder = Path.of("");

  @Option(
      names = "--output.alloc",
      paramLabel = "FILE",
      description = "Accounts afterwards: a file, stdout, stderr.")
  private String outAlloc = "alloc.json";

  @Option(
      names = "--output.result",
      paramLabel = "FILE",
      description = "The result: a file, stdout, stderr.")
  private String outResult = "result.json";

  @Option(
      names = "--output.body",
      paramLabel = "FILE",
      description = "RLP of the transactions that were executed.")
  private String outBody = "";

  @Option(names = "--state.fork", paramLabel = "NAME", description = "The rules, such as Prague.")
  private String fork = "Prague";

  @Option(names = "--state.chainid", paramLabel = "ID", description = "The chain's id.")
  private long chainId = 1;

  @Option(
      names = "--state.reward",
      paramLabel = "WEI",
      description = "Wei for the beneficiary; -1 for none.")
  private long reward;

  private final ObjectNode stdout = Json.object();
  private final ObjectNode stderr = Json.object();

  @Override
  public Integer call() throws IOException {
    CommandSpec own = Objects.requireNonNull(spec);
    ChainSpec rules = TestNetworks.spec(fork, null);
    if (rules == null) {
      throw new ParameterException(own.commandLine(), "unknown fork " + fork);
    }
    ChainSpec chain =
        new ChainSpec(
            UInt256.of(chainId),
            rules.activations(),
            rules.terminalTotalDifficulty(),
            rules.daoForkBlock(),
            rules.blobSchedule(),
            rules.depositContract(),
            null);
    boolean piped = List.of(alloc, env, txs).contains(STDIN);
    JsonNode input = piped ? Json.parse(System.in.readAllBytes()) : Json.object();
    Crypto crypto = NativeCrypto.create();
    List<Transition.Candidate> transactions =
        new TransitionTransactions(crypto.secp256k1(), chain.chainId())
            .read(input(input, txs, "txs"));
    Transition.Output output =
        new Transition(chain, crypto, input(input, env, "env"))
            .run(
                GenesisJson.readAlloc(input(input, alloc, "alloc")),
                transactions,
                reward < 0 ? null : UInt256.of(reward));
    write(outAlloc, "alloc", output.alloc());
    write(outResult, "result", output.result());
    if (!outBody.isEmpty()) {
      write(outBody, "body", StringNode.valueOf(output.body().toHex()));
    }
    print(own.commandLine().getOut(), stdout);
    print(own.commandLine().getErr(), stderr);
    return 0;
  }

  private static JsonNode input(JsonNode stdin, String name, String key) throws IOException {
    if (!name.equals(STDIN)) {
      return Json.parse(Files.readAllBytes(Path.of(name)));
    }
    JsonNode rlp = key.equals("txs") ? JsonFields.optional(stdin, "txsRlp") : null;
    return rlp != null && rlp.isString() && !rlp.stringValue().isEmpty()
        ? rlp
        : JsonFields.required(stdin, key);
  }

  private void write(String target, String key, JsonNode value) throws IOException {
    switch (target) {
      case "" -> {}
      case "stdout" -> stdout.set(key, value);
      case "stderr" -> stderr.set(key, value);
      default -> Files.write(folder.resolve(target), Json.write(value));
    }
  }

  private static void print(PrintWriter out, ObjectNode collected) {
    if (!collected.isEmpty()) {
      out.println(Json.text(collected));
      out.flush();
    }
  }
}
