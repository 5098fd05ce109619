package dev.kopi.services.signer;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kopi.adapters.crypto.NativeCrypto;
import dev.kopi.adapters.json.Json;
import dev.kopi.adapters.rpc.RpcException;
import dev.kopi.adapters.rpc.RpcTransportException;
import dev.kopi.adapters.rpc.client.HttpRpcClient;
import dev.kopi.adapters.rpc.http.CertifiedClient;
import dev.kopi.adapters.rpc.http.HttpEndpoint;
import dev.kopi.adapters.rpc.http.TlsFiles;
import dev.kopi.adapters.rpc.server.RpcServer;
import dev.kopi.adapters.rpc.server.RpcServerConfig;
import dev.kopi.core.chain.transaction.Transaction;
import dev.kopi.core.crypto.ecdsa.PrivateKey;
import dev.kopi.core.crypto.ecdsa.Secp256k1;
import dev.kopi.core.crypto.hash.Keccak256;
import dev.kopi.core.p2p.block.BlockSignatures;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.core.txmgr.TransactionSigner;
import dev.kopi.services.txmgr.RemoteSigner;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A signer by TLS with certificates on both sides, and the client that roles use. */
class SigningByTlsTest {
  private static final Secp256k1 SECP256K1 = NativeCrypto.create().secp256k1();
  private static final PrivateKey KEY = PrivateKey.of(UInt256.of(77));
  private static final Address ACCOUNT = SECP256K1.address(KEY);
  private static final Address INBOX = Address.fromHex("ff00000000000000000000000000000000000901");
  private static final UInt256 CHAIN = UInt256.of(900);

  private static TlsFiles batcher;
  private static TlsFiles stranger;
  private static TlsFiles forged;
  private static RpcServer server;

  @BeforeAll
  static void start(@TempDir Path folder) throws Exception {
    TestCertificates own = new TestCertificates(folder.resolve("own"), "authority");
    batcher = own.issue("batcher");
    stranger = own.issue("stranger");
    forged = new TestCertificates(folder.resolve("other"), "authority").issue("batcher");
    SigningRule rule =
        new SigningRule(
            "batcher",
            KEY,
            ACCOUNT,
            CHAIN,
            Set.of(
                "eth_signTransaction", "opsigner_signBlockPayload", "opsigner_signBlockPayloadV2"),
            Set.of(INBOX),
            UInt256.of(5));
    SigningMethods methods =
        new SigningMethods(new SigningRules(List.of(rule)), SECP256K1, "test 1");
    server =
        new RpcServer(
                RpcServerConfig.open("127.0.0.1", 0).by(own.issue("signer").context()),
                methods.certified())
            .start();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static HttpRpcClient client(TlsFiles files) throws Exception {
    return client(new CertifiedClient(files, Instant::now));
  }

  private static HttpRpcClient client(CertifiedClient certified) {
    URI url = URI.create("https://127.0.0.1:" + server.port());
    return new HttpRpcClient(
        new HttpEndpoint(url, 1 << 20, certified), Duration.ofSeconds(20), Map.of());
  }

  private static RemoteSigner signer(TlsFiles files, Address account) throws Exception {
    return new RemoteSigner(client(files), "the signer", account, SECP256K1);
  }

  private static Transaction transfer(UInt256 chain, @Nullable Address to, long value) {
    return new Transaction.DynamicFee(
        chain,
        3,
        UInt256.ONE,
        UInt256.of(9),
        21_000,
        to,
        UInt256.of(value),
        Bytes.fromHex("0x0102"),
        List.of(),
        TransactionSigner.NONE);
  }

  @Test
  void signsAsALocalKeyDoes() throws Exception {
    RemoteSigner signer = signer(batcher, ACCOUNT);
    assertThat(signer.version()).isEqualTo("test 1");
    Transaction plain = transfer(CHAIN, INBOX, 5);
    assertThat(signer.sign(plain)).isEqualTo(TransactionSigner.sign(plain, SECP256K1, KEY));
    Transaction blob =
        new Transaction.Blob(
            CHAIN,
            4,
            UInt256.ONE,
            UInt256.of(9),
            21_000,
            INBOX,
            UInt256.ZERO,
            Bytes.EMPTY,
            List.of(),
            UInt256.of(2),
            List.of(Hash.fromHex("0x01" + "ab".repeat(31))),
            TransactionSigner.NONE);
    assertThat(signer.sign(blob)).isEqualTo(TransactionSigner.sign(blob, SECP256K1, KEY));
  }

  @Test
  void refusesWhatTheRulesDoNotAllowAndSaysWhy() throws Exception {
    RemoteSigner signer = signer(batcher, ACCOUNT);
    Address other = Address.fromHex("1100000000000000000000000000000000000011");
    assertThatThrownBy(() -> signer.sign(transfer(UInt256.ONE, INBOX, 0)))
        .isInstanceOf(RpcTransportException.class)
        .hasMessageContaining("the chain 1 is not 900");
    assertThatThrownBy(() -> signer.sign(transfer(CHAIN, other, 0)))
        .hasMessageContaining("the recipient " + other + " is not allowed");
    assertThatThrownBy(() -> signer.sign(transfer(CHAIN, null, 0)))
        .hasMessageContaining("contract creations are not allowed");
    assertThatThrownBy(() -> signer.sign(transfer(CHAIN, INBOX, 6)))
        .hasMessageContaining("the value 6 exceeds the limit of 5");
    assertThatThrownBy(() -> signer(batcher, other).sign(transfer(CHAIN, INBOX, 0)))
        .hasMessageContaining("the account " + other + " is not " + ACCOUNT);
    assertThatThrownBy(() -> signer(stranger, ACCOUNT).sign(transfer(CHAIN, INBOX, 0)))
        .hasMessageContaining("there is no rule for the client stranger");
  }

  @Test
  void refusesACertificateOfAnotherAuthority() throws Exception {
    TlsFiles shown = new TlsFiles(batcher.authorities(), forged.certificate(), forged.key());
    assertThatThrownBy(() -> signer(shown, ACCOUNT).version())
        .isInstanceOf(RpcTransportException.class);
    assertThatThrownBy(() -> signer(forged, ACCOUNT).version())
        .as("the signer's certificate is not of the client's authority")
        .isInstanceOf(RpcTransportException.class);
  }

  @Test
  void refusesWhoShowsNoCertificate() {
    HttpEndpoint endpoint =
        new HttpEndpoint(URI.create("http://127.0.0.1:" + server.port()), 1 << 20);
    HttpRpcClient plain = new HttpRpcClient(endpoint, Duration.ofSeconds(5), Map.of());
    assertThatThrownBy(() -> plain.call("health_status")).isInstanceOf(RuntimeException.class);
  }

  @Test
  void clientsThatStallKeepNobodyWaiting() throws Exception {
    List<Socket> stalled = new ArrayList<>();
    SSLSocketFactory sockets = batcher.context().getSocketFactory();
    try {
      for (int i = 0; i < 40; i++) {
        stalled.add(new Socket("127.0.0.1", server.port()));
        Socket certified = sockets.createSocket("127.0.0.1", server.port());
        stalled.add(certified);
        OutputStream out = certified.getOutputStream();
        out.write("POST / HTTP/1.1\r\nHost: signer\r\nContent-Le".getBytes(US_ASCII));
        out.flush();
      }
      assertThat(signer(batcher, ACCOUNT).sign(transfer(CHAIN, INBOX, 1)).nonce()).isEqualTo(3);
    } finally {
      for (Socket socket : stalled) {
        close(socket);
      }
    }
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // The server closed it before.
    }
  }

  @Test
  void signsBlocksInBothVersions() throws Exception {
    Hash hash = Keccak256.hash(new byte[] {1, 2, 3});
    Bytes expected =
        Bytes.wrap(SECP256K1.sign(BlockSignatures.signingHash(CHAIN, hash), KEY).toArray());
    HttpRpcClient client = client(batcher);
    JsonNode second =
        Json.object()
            .put("domain", Hash.ZERO.toHex())
            .put("chainId", "900")
            .put("payloadHash", hash.toHex())
            .put("senderAddress", ACCOUNT.toHex());
    assertThat(client.call("opsigner_signBlockPayloadV2", second).asString())
        .isEqualTo(expected.toHex());
    ObjectNode first =
        Json.object()
            .put("chainId", 900)
            .put("payloadHash", Base64.getEncoder().encodeToString(hash.toArray()));
    ArrayNode domain = first.putArray("domain");
    for (int i = 0; i < 32; i++) {
      domain.add(0);
    }
    assertThat(client.call("opsigner_signBlockPayload", first).asString())
        .isEqualTo(expected.toHex());
    first.remove("chainId");
    assertThatThrownBy(() -> client.call("opsigner_signBlockPayload", first))
        .isInstanceOf(RpcException.class)
        .hasMessageContaining("chainId");
  }

  @Test
  void readsACertificateAgainThatChanges(@TempDir Path folder) throws Exception {
    TlsFiles files =
        new TlsFiles(
            batcher.authorities(),
            Files.copy(stranger.certificate(), folder.resolve("tls.crt")),
            Files.copy(stranger.key(), folder.resolve("tls.key")));
    AtomicLong now = new AtomicLong();
    HttpRpcClient client =
        client(new CertifiedClient(files, () -> Instant.ofEpochSecond(now.get())));
    RemoteSigner signer = new RemoteSigner(client, "the signer", ACCOUNT, SECP256K1);
    assertThatThrownBy(() -> signer.sign(transfer(CHAIN, INBOX, 0)))
        .hasMessageContaining("stranger");
    Files.writeString(files.certificate(), "half a file");
    now.addAndGet(3);
    assertThatThrownBy(() -> signer.sign(transfer(CHAIN, INBOX, 0)))
        .as("the former certificate stays in use")
        .hasMessageContaining("stranger");
    Files.copy(batcher.certificate(), files.certificate(), StandardCopyOption.REPLACE_EXISTING);
    Files.copy(batcher.key(), files.key(), StandardCopyOption.REPLACE_EXISTING);
    now.addAndGet(3);
    assertThat(signer.sign(transfer(CHAIN, INBOX, 0)).nonce()).isEqualTo(3);
  }
}
