package dev.kopi.tests.conformance.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kopi.adapters.json.Json;
import dev.kopi.adapters.json.eth.RpcBlockWriter;
import dev.kopi.adapters.json.eth.RpcTransactionWriter;
import dev.kopi.adapters.rpc.dispatch.RpcMethods;
import dev.kopi.adapters.rpc.server.RpcServer;
import dev.kopi.adapters.rpc.server.RpcServerConfig;
import dev.kopi.adapters.upgrades.UpgradeFiles;
import dev.kopi.apps.cli.upgrades.UpgradesCommand;
import dev.kopi.core.chain.block.Block;
import dev.kopi.core.chain.spec.OpFork;
import dev.kopi.core.chain.transaction.Transaction.Deposit;
import dev.kopi.core.chain.transaction.TransactionEnvelope;
import dev.kopi.core.derivation.attributes.NetworkUpgrades;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.tests.conformance.OpChain;
import dev.kopi.tests.testkit.Vectors;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code kopi upgrades fetch} from an RPC that serves the activation blocks of a recorded chain.
 */
class UpgradesFetchTest {
  private static final int JOVIAN_BLOCK = 250;
  private static final int KARST_BLOCK = 283;

  private final Map<String, ObjectNode> blocks = new HashMap<>();
  private final Map<String, String> blockOfTransaction = new HashMap<>();
  private UnaryOperator<JsonNode> answers = answer -> answer;

  @TempDir private Path folder;
  private RpcServer server;

  @BeforeEach
  void serveTheActivationBlocks() throws IOException {
    try (OpChain chain = new OpChain("A-forks")) {
      for (int number : new int[] {JOVIAN_BLOCK, JOVIAN_BLOCK + 1, KARST_BLOCK}) {
        serve(OpChain.block(chain.json("l2/%04d.json".formatted(number))));
      }
    }
    RpcMethods methods =
        new RpcMethods()
            .add(
                "eth_getBlockByNumber",
                params -> answers.apply(found(blocks.get(params.get(0).asString()))))
            .add("eth_getTransactionReceipt", params -> receipt(params.get(0).asString()));
    server = new RpcServer(RpcServerConfig.open("127.0.0.1", 0), methods).start();
  }

  private void serve(Block block) {
    ArrayNode transactions = Json.array();
    String number = "0x" + Long.toHexString(block.number());
    for (TransactionEnvelope transaction : block.transactions()) {
      Address sender =
          transaction.transaction() instanceof Deposit deposit ? deposit.from() : Address.ZERO;
      transactions.add(RpcTransactionWriter.write(transaction, sender, null, null));
      blockOfTransaction.put(transaction.hash().toHex(), number);
    }
    ObjectNode json = (ObjectNode) RpcBlockWriter.block(block).toTree();
    json.set("transactions", transactions);
    blocks.put(number, json);
  }

  private static JsonNode found(@Nullable JsonNode node) {
    return node == null ? Json.parse("null") : node;
  }

  private JsonNode receipt(String hash) {
    String number = blockOfTransaction.get(hash);
    if (number == null) {
      return Json.parse("null");
    }
    ObjectNode receipt = Json.object();
    receipt.put("transactionHash", hash);
    receipt.put("blockNumber", number);
    receipt.put("blockHash", Objects.requireNonNull(blocks.get(number)).get("hash").asString());
    receipt.put("status", "0x1").put("gasUsed", "0x1");
    receipt.set("logs", Json.array());
    return receipt;
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private record Run(int status, String out, String err) {}

  private Run fetch(String... more) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine line = new CommandLine(new UpgradesCommand());
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setOut(new PrintWriter(out, true));
    line.setErr(new PrintWriter(err, true));
    line.setExecutionExceptionHandler((failure, commandLine, parsed) -> {
      err.append(failure.getMessage());
      return 1;
    });
    String[] arguments = {"fetch", "--rpc", server.httpUrl(), "--out", archive().toString()};
    String[] all = new String[arguments.length + more.length];
    System.arraycopy(arguments, 0, all, 0, arguments.length);
    System.arraycopy(more, 0, all, arguments.length, more.length);
    int status = line.execute(all);
    return new Run(status, out.toString(), err.toString());
  }

  private Path archive() {
    return folder.resolve("upgrades.zip");
  }

  @Test
  void writesAnArchiveWithWhatThePublishedOneHolds() throws IOException {
    Run run = fetch();
    assertThat(run.err()).isEmpty();
    assertThat(run.status()).isZero();
    assertThat(run.out())
        .contains("jovian: 5 transactions of block 250", "karst: 31 transactions of block 283");
    NetworkUpgrades fetched = UpgradeFiles.with(archive());
    NetworkUpgrades published = UpgradeFiles.with(Vectors.path("op-upgrades.zip"));
    for (OpFork fork : OpFork.values()) {
      assertThat(fetched.of(fork)).as(fork.name()).isEqualTo(published.of(fork));
    }
  }

  @Test
  void readsTheBlockThatIsNamed() {
    blockOfTransaction.clear();
    assertThat(fetch("--fork", "jovian").err()).contains("no transaction 0x0bad46");
    assertThat(fetch("--fork", "jovian", "--block", "jovian=250").status()).isZero();
    Run other = fetch("--fork", "jovian", "--block", "jovian=251");
    assertThat(other.status()).isEqualTo(1);
    assertThat(other.err()).contains("it is not the fork's first block");
    assertThat(fetch("--fork", "jovian", "--block", "jovian=252").err()).contains("no block 252");
  }

  @Test
  void refusesCodeThatDoesNotBelongToItsHash() {
    answers =
        answer -> {
          ObjectNode block = (ObjectNode) Json.parse(Json.text(answer));
          ObjectNode one =
              (ObjectNode) block.get("transactions").get(block.get("transactions").size() - 2);
          one.put("input", one.get("input").asString() + "00");
          return block;
        };
    for (String fork : new String[] {"jovian", "karst"}) {
      Run run = fetch("--fork", fork);
      assertThat(run.status()).isEqualTo(1);
      assertThat(run.err()).contains("transaction: hash is 0x");
      assertThat(archive()).doesNotExist();
    }
  }

  @Test
  void refusesOtherCodeWithAHashOfItsOwn() throws IOException {
    try (OpChain chain = new OpChain("A-forks")) {
      for (int number : new int[] {JOVIAN_BLOCK, KARST_BLOCK}) {
        serve(falsified(OpChain.block(chain.json("l2/%04d.json".formatted(number)))));
      }
    }
    for (String fork : new String[] {"jovian", "karst"}) {
      Run run = fetch("--fork", fork);
      assertThat(run.status()).isEqualTo(1);
      assertThat(run.err()).contains("lacks the transaction", "falsified");
      assertThat(archive()).doesNotExist();
    }
  }

  private static Block falsified(Block block) {
    List<TransactionEnvelope> transactions = new ArrayList<>(block.transactions());
    int place = transactions.size() - 2;
    Deposit before = (Deposit) transactions.get(place).transaction();
    Deposit after =
        new Deposit(
            before.sourceHash(),
            before.from(),
            before.to(),
            before.mint(),
            before.value(),
            before.gasLimit(),
            before.isSystemTransaction(),
            Bytes.concat(before.data(), Bytes.fromHex("00")));
    transactions.set(place, TransactionEnvelope.of(after));
    return new Block(block.header(), transactions, List.of(), block.withdrawals());
  }

  @Test
  void refusesTransactionsInAnotherOrderOrLeftOut() {
    answers =
        answer -> {
          ObjectNode block = (ObjectNode) Json.parse(Json.text(answer));
          ArrayNode transactions = (ArrayNode) block.get("transactions");
          JsonNode moved = transactions.remove(transactions.size() - 1);
          transactions.insert(transactions.size() - 1, moved);
          return block;
        };
    assertThat(fetch().err()).contains("lacks the transaction");
    assertThat(archive()).doesNotExist();
  }

  @Test
  void saysThatOlderForksNeedNothing() {
    assertThat(fetch("--fork", "isthmus").err()).contains("what isthmus needs comes with Kopi");
  }
}
