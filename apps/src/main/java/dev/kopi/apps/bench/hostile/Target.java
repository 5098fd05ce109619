package dev.kopi.apps.bench.hostile;

import dev.kopi.adapters.crypto.NativeCrypto;
import dev.kopi.adapters.ethclient.EthClient;
import dev.kopi.adapters.json.Json;
import dev.kopi.adapters.json.JsonFields;
import dev.kopi.adapters.rpc.client.HttpRpcClient;
import dev.kopi.apps.deployer.parameters.MnemonicAccount;
import dev.kopi.core.chain.transaction.Transaction;
import dev.kopi.core.chain.transaction.TransactionEnvelope;
import dev.kopi.core.crypto.Crypto;
import dev.kopi.core.crypto.ecdsa.PrivateKey;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.core.txmgr.TransactionSigner;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The devnet under attack: its public ports, as an anonymous caller reaches them. */
public final class Target {
  private static final Duration TIMEOUT = Duration.ofSeconds(20);
  private static final UInt256 GWEI = UInt256.of(1_000_000_000);

  private final Crypto crypto = NativeCrypto.create();
  private final Chain l1;
  private final Chain l2;

  /**
   * One chain of it.
   *
   * @param url its RPC over HTTP
   * @param rpc a client of it
   * @param chainId its id
   */
  public record Chain(URI url, HttpRpcClient rpc, UInt256 chainId) {
    private static Chain at(JsonNode part) {
      URI url = URI.create(JsonFields.text(part, "rpc", ""));
      HttpRpcClient rpc = new HttpRpcClient(url, TIMEOUT);
      return new Chain(url, rpc, new EthClient(rpc::call).chainId());
    }

    /** The number of its head. */
    public long blockNumber() {
      return eth().blockNumber();
    }

    InetSocketAddress address() {
      return new InetSocketAddress(url.getHost(), url.getPort());
    }

    EthClient eth() {
      return new EthClient(rpc::call);
    }
  }

  /** What {@code kopi devnet --json} printed. */
  public Target(JsonNode devnet) {
    l1 = Chain.at(JsonFields.required(devnet, "l1"));
    l2 = Chain.at(JsonFields.required(devnet, "sequencer"));
  }

  /** The base chain. */
  public Chain l1() {
    return l1;
  }

  /** The sequencer's engine. */
  public Chain l2() {
    return l2;
  }

  /** A test account, rich on both chains. */
  static PrivateKey rich(int index) {
    return MnemonicAccount.TEN.get(index).privateKey();
  }

  /** One of any number of accounts that own nothing. */
  PrivateKey key(int index) {
    return PrivateKey.of(UInt256.of(0x4b6f_7069_0000L + index));
  }

  Address addressOf(PrivateKey key) {
    return crypto.secp256k1().address(key);
  }

  /** A signed transaction; a null recipient creates a contract. */
  Bytes signed(
      Chain chain,
      PrivateKey key,
      long nonce,
      long gas,
      @Nullable Address to,
      UInt256 value,
      Bytes data) {
    Transaction unsigned =
        new Transaction.DynamicFee(
            chain.chainId(),
            nonce,
            GWEI,
            GWEI.multiply(UInt256.of(20)),
            gas,
            to,
            value,
            data,
            List.of(),
            TransactionSigner.NONE);
    return TransactionEnvelope.of(TransactionSigner.sign(unsigned, crypto.secp256k1(), key))
        .encoded();
  }

  /** A plain transfer of a wei. */
  Hash transfer(Chain chain, PrivateKey key, long nonce, Address to) {
    return chain.eth().sendRaw(signed(chain, key, nonce, 21_000, to, UInt256.ONE, Bytes.EMPTY));
  }

  /** A request as it is sent. */
  static byte[] request(String method, String params) {
    return ("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\""
            + method
            + "\",\"params\":"
            + params
            + "}")
        .getBytes(StandardCharsets.UTF_8);
  }

  /** JSON of a parameter. */
  static JsonNode json(String text) {
    return Json.parse(text.getBytes(StandardCharsets.UTF_8));
  }

  /** The head of a POST with a body of this length. */
  static byte[] post(Chain chain, String lengthHeaders) {
    return ("POST / HTTP/1.1\r\nHost: "
            + chain.url().getHost()
            + "\r\nContent-Type: application/json\r\n"
            + lengthHeaders
            + "\r\n")
        .getBytes(StandardCharsets.US_ASCII);
  }
}
