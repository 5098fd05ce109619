package dev.kopi.tests.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kopi.adapters.crypto.NativeCrypto;
import dev.kopi.adapters.rpc.RpcException;
import dev.kopi.adapters.rpc.client.HttpRpcClient;
import dev.kopi.core.chain.transaction.Signature;
import dev.kopi.core.chain.transaction.Transaction;
import dev.kopi.core.chain.transaction.TransactionEnvelope;
import dev.kopi.core.crypto.Crypto;
import dev.kopi.core.crypto.ecdsa.PrivateKey;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.core.txmgr.TransactionSigner;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.StringNode;

/** The transactions of an engine that is stopped, or killed right after its answer. */
class EngineJournalTest {
  private static final Crypto CRYPTO = NativeCrypto.create();
  private static final PrivateKey KEY = PrivateKey.fromHex("0x" + "11".repeat(32));
  private static final Address SENDER = CRYPTO.secp256k1().address(KEY);
  private static final String GENESIS =
      """
      {"config": {"chainId": 7, "homesteadBlock": 0, "eip150Block": 0, "eip155Block": 0,
        "eip158Block": 0, "byzantiumBlock": 0, "constantinopleBlock": 0, "petersburgBlock": 0,
        "istanbulBlock": 0, "berlinBlock": 0, "londonBlock": 0, "shanghaiTime": 0,
        "terminalTotalDifficulty": 0},
       "difficulty": "0x0", "gasLimit": "0x1c9c380", "timestamp": "0x1",
       "alloc": {"ACCOUNT": {"balance": "0x56bc75e2d63100000"}}}
      """;

  @TempDir private Path directory = Path.of("");

  private KopiProcess start(int port, String... more) throws IOException {
    Path genesis = directory.resolve("genesis.json");
    Files.writeString(genesis, GENESIS.replace("ACCOUNT", SENDER.toHex()));
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "engine",
                "--datadir=" + directory.resolve("data"),
                "--genesis=" + genesis,
                "--http.port=" + port,
                "--authrpc.port=0"));
    arguments.addAll(List.of(more));
    Path log = directory.resolve("engine.log");
    Files.deleteIfExists(log);
    KopiProcess process = KopiProcess.start(log, arguments);
    Await.until("it starts", () -> process.log().contains("engine started"), process::log);
    return process;
  }

  private static TransactionEnvelope transaction(long nonce, long gwei) {
    UInt256 fee = UInt256.of(gwei).multiply(UInt256.of(1_000_000_000));
    return TransactionEnvelope.of(
        TransactionSigner.sign(
            new Transaction.DynamicFee(
                UInt256.of(7),
                nonce,
                fee,
                fee,
                21_000,
                Address.ZERO,
                UInt256.ZERO,
                Bytes.EMPTY,
                List.of(),
                new Signature(UInt256.ZERO, UInt256.ZERO, UInt256.ZERO)),
            CRYPTO.secp256k1(),
            KEY));
  }

  private static String send(int port, TransactionEnvelope transaction) {
    return call(port, "eth_sendRawTransaction", transaction.encoded().toHex());
  }

  private static String call(int port, String method, String... params) {
    URI url = URI.create("http://127.0.0.1:" + port);
    StringNode[] values = new StringNode[params.length];
    for (int i = 0; i < params.length; i++) {
      values[i] = StringNode.valueOf(params[i]);
    }
    try (HttpRpcClient client = new HttpRpcClient(url, Duration.ofSeconds(20))) {
      var answer = client.call(method, values);
      return answer.isString() ? answer.stringValue() : answer.toString();
    }
  }

  @Test
  void transactionsSurviveAStopAndAKill() throws IOException {
    int port = Ports.free();
    TransactionEnvelope next = transaction(0, 2);
    TransactionEnvelope gapped = transaction(4, 2);
    KopiProcess first = start(port);
    assertThat(send(port, next)).isEqualTo(next.hash().toHex());
    assertThat(send(port, gapped)).isEqualTo(gapped.hash().toHex());
    first.kill();
    try (KopiProcess second = start(port)) {
      assertThat(call(port, "txpool_status")).isEqualTo("{\"pending\":\"0x1\",\"queued\":\"0x1\"}");
      assertThat(call(port, "eth_getTransactionByHash", gapped.hash().toHex()))
          .contains("\"nonce\":\"0x4\"");
      assertThat(second.log()).contains("read the transaction journal", "transactions=2");
    }
    try (KopiProcess third = start(port)) {
      assertThat(call(port, "eth_getTransactionCount", SENDER.toHex(), "pending")).isEqualTo("0x1");
      assertThat(call(port, "txpool_contentFrom", SENDER.toHex())).contains(gapped.hash().toHex());
      assertThat(third.isAlive()).isTrue();
    }
  }

  @Test
  void feesAreCappedUnlessToldOtherwise() throws IOException {
    int port = Ports.free();
    TransactionEnvelope dear = transaction(0, 1_000_000);
    try (KopiProcess capped = start(port)) {
      assertThatThrownBy(() -> send(port, dear))
          .as(capped::log)
          .isInstanceOf(RpcException.class)
          .hasMessageContaining("tx fee (21.00 ether) exceeds the configured cap (1.00 ether)");
    }
    try (KopiProcess open = start(port, "--rpc.txfeecap=0")) {
      assertThat(send(port, dear)).as(open::log).isEqualTo(dear.hash().toHex());
    }
  }
}
