package dev.kopi.adapters.ethclient;

import dev.kopi.adapters.json.JsonFields;
import dev.kopi.adapters.json.eth.BlockReader;
import dev.kopi.adapters.json.eth.HeaderReader;
import dev.kopi.adapters.json.eth.ReceiptReader;
import dev.kopi.adapters.rpc.RpcException;
import dev.kopi.core.chain.block.Block;
import dev.kopi.core.chain.block.Header;
import dev.kopi.core.chain.receipt.Receipt;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.core.rollup.BlockId;
import dev.kopi.core.state.Account;
import dev.kopi.core.trie.Proof;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.BooleanNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.StringNode;

/**
 * A client of the {@code eth} methods that services need. Headers and transactions are verified
 * against their hashes; roots are left to the caller.
 *
 * <p>All methods throw {@link RpcException} when the node returns an error, {@link
 * dev.kopi.adapters.rpc.RpcTransportException} when it does not respond, and {@link
 * DecodeException} when the response is malformed.
 *
 * @see <a href="https://ethereum.github.io/execution-apis/">Execution API</a>
 */
public final class EthClient {
  /** The newest block. */
  public static final String LATEST = "latest";

  /** The newest safe block. */
  public static final String SAFE = "safe";

  /** The newest finalized block. */
  public static final String FINALIZED = "finalized";

  /** The newest block with the pending transactions. */
  public static final String PENDING = "pending";

  private final RpcCaller rpc;

  /** A client over a connection. */
  public EthClient(RpcCaller rpc) {
    this.rpc = rpc;
  }

  /** The connection, for methods of other namespaces. */
  public RpcCaller rpc() {
    return rpc;
  }

  /** A number as a block parameter. */
  public static String at(long number) {
    return "0x" + Long.toHexString(number);
  }

  /** The chain's id. */
  public UInt256 chainId() {
    return JsonFields.asUint256(rpc.call("eth_chainId"), "chain id");
  }

  /** The number of the newest block. */
  public long blockNumber() {
    return JsonFields.asQuantity(rpc.call("eth_blockNumber"), "block number");
  }

  /** A canonical header by number or tag; null when there is none. */
  public @Nullable Header header(String block) {
    try {
      JsonNode json = rpc.call("eth_getBlockByNumber", text(block), BooleanNode.FALSE);
      return json.isNull() ? null : HeaderReader.read(json);
    } catch (RpcException e) {
      // Nodes without a safe or finalized block return an error.
      if (isNotFound(e)) {
        return null;
      }
      throw e;
    }
  }

  /** A header by hash; null when the node does not have it. */
  public @Nullable Header headerByHash(Hash hash) {
    JsonNode json = rpc.call("eth_getBlockByHash", text(hash.toHex()), BooleanNode.FALSE);
    return json.isNull() ? null : hashed(HeaderReader.read(json), hash);
  }

  /** A canonical block by number or tag; null when there is none. */
  public @Nullable Block block(String block) {
    JsonNode json = rpc.call("eth_getBlockByNumber", text(block), BooleanNode.TRUE);
    return json.isNull() ? null : BlockReader.read(json);
  }

  /** A block by hash; null when the node does not have it. */
  public @Nullable Block blockByHash(Hash hash) {
    JsonNode json = rpc.call("eth_getBlockByHash", text(hash.toHex()), BooleanNode.TRUE);
    if (json.isNull()) {
      return null;
    }
    Block block = BlockReader.read(json);
    hashed(block.header(), hash);
    return block;
  }

  private static Header hashed(Header header, Hash hash) {
    if (!header.hash().equals(hash)) {
      throw new DecodeException("asked for block " + hash + ", got " + header.hash());
    }
    return header;
  }

  /**
   * All receipts of a block; null when the node does not have it. They are fetched one by one from
   * nodes without {@code eth_getBlockReceipts}.
   */
  public @Nullable List<Receipt> receipts(Hash block, List<Hash> transactions) {
    try {
      JsonNode json = rpc.call("eth_getBlockReceipts", text(block.toHex()));
      return json.isNull() ? null : ReceiptReader.readAll(json);
    } catch (RpcException e) {
      if (isNotFound(e)) {
        return null;
      }
      if (e.code() != RpcException.METHOD_NOT_FOUND && e.code() != RpcException.INVALID_PARAMS) {
        throw e;
      }
    }
    List<Receipt> receipts = new ArrayList<>(transactions.size());
    for (Hash hash : transactions) {
      JsonNode json = rpc.call("eth_getTransactionReceipt", text(hash.toHex()));
      if (json.isNull() || !JsonFields.hash(json, "blockHash").equals(block)) {
        return null;
      }
      receipts.add(ReceiptReader.read(json));
    }
    return receipts;
  }

  /** A transaction in a canonical block; null when it is in none. */
  public @Nullable MinedTransaction mined(Hash transaction) {
    JsonNode json = rpc.call("eth_getTransactionReceipt", text(transaction.toHex()));
    if (json.isNull()) {
      return null;
    }
    UInt256 price = JsonFields.optionalUint256(json, "effectiveGasPrice");
    return new MinedTransaction(
        JsonFields.hash(json, "transactionHash"),
        new BlockId(JsonFields.hash(json, "blockHash"), JsonFields.quantity(json, "blockNumber")),
        JsonFields.quantity(json, "status") == 1,
        JsonFields.quantity(json, "gasUsed"),
        price == null ? UInt256.ZERO : price,
        JsonFields.optionalAddress(json, "contractAddress"),
        JsonFields.list(json, "logs", ReceiptReader::log));
  }

  /** The return data of a call. */
  public Bytes call(CallMessage message, String block) {
    return JsonFields.asBytes(rpc.call("eth_call", message.toJson(), text(block)), "result");
  }

  /** The gas estimate of a call. */
  public long estimateGas(CallMessage message) {
    return JsonFields.asQuantity(rpc.call("eth_estimateGas", message.toJson()), "gas");
  }

  /** The tip that the node suggests, in wei. */
  public UInt256 suggestTip() {
    return JsonFields.asUint256(rpc.call("eth_maxPriorityFeePerGas"), "tip");
  }

  /** The price of blob gas in the next block, in wei. */
  public UInt256 blobBaseFee() {
    return JsonFields.asUint256(rpc.call("eth_blobBaseFee"), "blob base fee");
  }

  /** The nonce of an account. */
  public long nonce(Address account, String block) {
    return JsonFields.asQuantity(
        rpc.call("eth_getTransactionCount", text(account.toHex()), text(block)), "nonce");
  }

  /** The balance of an account, in wei. */
  public UInt256 balance(Address account, String block) {
    return JsonFields.asUint256(
        rpc.call("eth_getBalance", text(account.toHex()), text(block)), "balance");
  }

  /** A word of an account's storage. */
  public Hash storage(Address account, Hash slot, String block) {
    return JsonFields.asHash(
        rpc.call("eth_getStorageAt", text(account.toHex()), text(slot.toHex()), text(block)),
        "word");
  }

  /** Sends a signed transaction. */
  public Hash sendRaw(Bytes encoded) {
    return JsonFields.asHash(rpc.call("eth_sendRawTransaction", text(encoded.toHex())), "hash");
  }

  /**
   * The storage root of an account after a block, proven against the block's state root; null when
   * the proof is invalid or the account does not exist.
   */
  public @Nullable Hash provenStorageRoot(Address address, Hash block, Hash stateRoot) {
    JsonNode json =
        rpc.call(
            "eth_getProof",
            text(address.toHex()),
            JsonNodeFactory.instance.arrayNode(),
            text(block.toHex()));
    Account account =
        new Account(
            JsonFields.quantity(json, "nonce"),
            JsonFields.uint256(json, "balance"),
            JsonFields.hash(json, "storageHash"),
            JsonFields.hash(json, "codeHash"));
    List<Bytes> nodes =
        JsonFields.list(json, "accountProof", node -> JsonFields.asBytes(node, "proof node"));
    boolean holds = Proof.holds(stateRoot, new Proof.OfAccount(address, account, nodes, List.of()));
    return holds ? account.storageRoot() : null;
  }

  private static boolean isNotFound(RpcException e) {
    return e.text().toLowerCase(Locale.ROOT).contains("not found")
        || e.text().toLowerCase(Locale.ROOT).contains("unknown block");
  }

  private static StringNode text(String value) {
    return StringNode.valueOf(value);
  }
}
