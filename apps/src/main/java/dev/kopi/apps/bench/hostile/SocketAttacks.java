package dev.kopi.apps.bench.hostile;

import dev.kopi.adapters.ethclient.EthClient;
import dev.kopi.adapters.rpc.RpcException;
import dev.kopi.adapters.rpc.RpcTransportException;
import dev.kopi.core.crypto.ecdsa.PrivateKey;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.UInt256;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Attacks below the level of methods: sockets that stall, never read, or send ambiguities. */
final class SocketAttacks {
  private static final int READERS = 4;
  private static final int SUBSCRIPTIONS = 100;
  private static final int DATA_BYTES = 126_000;
  private static final long DATA_GAS = 1_400_000;
  private static final int UNFINISHED = 100;
  private static final int UNFINISHED_BYTES = 4 << 20;
  private static final int SLOW = 52;
  private static final int SLOW_LENGTH = 5_242_880;
  private static final int WEBSOCKET_TEXT = 1;

  private SocketAttacks() {}

  static List<Attack> all() {
    return List.of(
        new Attack(
            "silent-subscribers",
            "4 WebSockets with 100 subscriptions to pending transactions each that never read,"
                + " and transactions of 126 KB",
            SocketAttacks::silentSubscribers),
        new Attack(
            "unfinished-messages",
            "100 WebSocket messages of 4 MB that never end",
            SocketAttacks::unfinishedMessages),
        new Attack(
            "slow-bodies",
            "52 requests that announce 5 MB and send a byte now and then",
            SocketAttacks::slowBodies),
        new Attack(
            "smuggling",
            "requests whose length can be read in two ways",
            SocketAttacks::smuggling));
  }

  private static void silentSubscribers(Target target, AttackScope scope)
      throws IOException, InterruptedException {
    for (int i = 0; i < READERS; i++) {
      Socket socket = upgraded(target.l2(), scope);
      for (int s = 0; s < SUBSCRIPTIONS; s++) {
        byte[] subscribe = Target.request("eth_subscribe", "[\"newPendingTransactions\",true]");
        scope.write(socket, frame(true, WEBSOCKET_TEXT, subscribe));
      }
    }
    PrivateKey key = Target.rich(5);
    Address own = target.addressOf(key);
    Bytes data = Bytes.wrap(new byte[DATA_BYTES]);
    EthClient eth = target.l2().eth();
    while (scope.goesOn()) {
      try {
        long nonce = eth.nonce(own, EthClient.PENDING);
        eth.sendRaw(target.signed(target.l2(), key, nonce, DATA_GAS, own, UInt256.ZERO, data));
      } catch (RpcException | RpcTransportException e) {
        scope.refused();
        Thread.sleep(20);
      }
    }
  }

  private static void unfinishedMessages(Target target, AttackScope scope)
      throws InterruptedException {
    byte[] part = new byte[1 << 16];
    java.util.Arrays.fill(part, (byte) ' ');
    byte[] first = frame(false, WEBSOCKET_TEXT, part);
    byte[] next = frame(false, 0, part);
    for (int i = 0; i < UNFINISHED; i++) {
      scope.beside(() -> {
        try {
          Socket socket = upgraded(target.l2(), scope);
          boolean open = scope.write(socket, first);
          for (int sent = part.length; open && sent < UNFINISHED_BYTES; sent += part.length) {
            open = scope.write(socket, next);
          }
        } catch (IOException e) {
          scope.refused();
        }
      });
    }
    scope.rest();
  }

  private static void slowBodies(Target target, AttackScope scope) throws InterruptedException {
    byte[] head = Target.post(target.l2(), "Content-Length: " + SLOW_LENGTH + "\r\n");
    List<Socket> sockets = new ArrayList<>();
    for (int i = 0; i < SLOW; i++) {
      try {
        Socket socket = scope.connect(target.l2().address());
        scope.write(socket, head);
        sockets.add(socket);
      } catch (IOException e) {
        scope.refused();
      }
    }
    byte[] one = {' '};
    while (scope.goesOn()) {
      sockets.removeIf(socket -> !scope.write(socket, one));
      Thread.sleep(1000);
    }
  }

  private static void smuggling(Target target, AttackScope scope)
      throws IOException, InterruptedException {
    byte[] body = Target.request("eth_blockNumber", "[]");
    String length = "Content-Length: " + body.length + "\r\n";
    List<String> ambiguous =
        List.of(
            length + "Content-Length: 0\r\n",
            length + length,
            length + "Transfer-Encoding: chunked\r\n",
            "Transfer-Encoding: chunked\r\n" + length);
    while (scope.goesOn()) {
      for (String headers : ambiguous) {
        String status = statusOf(target.l2(), scope, headers, body);
        if (!status.startsWith("HTTP/1.1 400")) {
          throw new AssertionError(
              "not refused: " + headers.replace("\r\n", ", ") + " → '" + status + "'");
        }
        scope.refused();
      }
      Thread.sleep(200);
    }
  }

  /** The status line of the answer, or nothing when the connection is closed without one. */
  private static String statusOf(Target.Chain chain, AttackScope scope, String headers, byte[] body)
      throws IOException {
    try (Socket socket = scope.connect(chain.address())) {
      socket.setSoTimeout(5000);
      scope.write(socket, Target.post(chain, headers));
      scope.write(socket, body);
      return line(socket.getInputStream());
    }
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int next = in.read(); next >= 0 && next != '\n'; next = in.read()) {
      line.append((char) next);
    }
    return line.toString().strip();
  }

  /** A socket after the WebSocket handshake. */
  private static Socket upgraded(Target.Chain chain, AttackScope scope) throws IOException {
    Socket socket = scope.connect(chain.address());
    scope.write(
        socket,
        ("GET / HTTP/1.1\r\nHost: "
                + chain.url().getHost()
                + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")
            .getBytes(StandardCharsets.US_ASCII));
    socket.setSoTimeout(5000);
    InputStream in = socket.getInputStream();
    String status = line(in);
    if (!status.startsWith("HTTP/1.1 101")) {
      throw new IOException("no WebSocket: " + status);
    }
    while (!line(in).isEmpty()) {
      Thread.onSpinWait();
    }
    return socket;
  }

  /** A frame from a client, masked with zeros. */
  private static byte[] frame(boolean last, int opcode, byte[] payload) {
    int header = payload.length < 126 ? 2 : payload.length < 1 << 16 ? 4 : 10;
    byte[] frame = new byte[header + 4 + payload.length];
    frame[0] = (byte) ((last ? 0x80 : 0) | opcode);
    if (header == 2) {
      frame[1] = (byte) (0x80 | payload.length);
    } else if (header == 4) {
      frame[1] = (byte) (0x80 | 126);
      frame[2] = (byte) (payload.length >> 8);
      frame[3] = (byte) payload.length;
    } else {
      frame[1] = (byte) (0x80 | 127);
      for (int i = 0; i < 8; i++) {
        frame[2 + i] = (byte) ((long) payload.length >> 8 * (7 - i));
      }
    }
    System.arraycopy(payload, 0, frame, header + 4, payload.length);
    return frame;
  }
}
