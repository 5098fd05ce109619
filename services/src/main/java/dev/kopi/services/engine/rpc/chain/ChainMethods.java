package dev.kopi.services.engine.rpc.chain;

import dev.kopi.adapters.json.Json;
import dev.kopi.adapters.json.JsonBuffer;
import dev.kopi.adapters.json.JsonValues;
import dev.kopi.adapters.json.eth.RpcBlockWriter;
import dev.kopi.adapters.json.eth.RpcTransactionWriter;
import dev.kopi.adapters.json.eth.RpcTransactionWriter.Placement;
import dev.kopi.adapters.rpc.RpcException;
import dev.kopi.adapters.rpc.dispatch.Params;
import dev.kopi.adapters.rpc.dispatch.RpcMethods;
import dev.kopi.core.chain.block.Block;
import dev.kopi.core.chain.block.HeaderCodec;
import dev.kopi.core.chain.receipt.Receipt;
import dev.kopi.core.chain.receipt.ReceiptCodec;
import dev.kopi.core.chain.spec.Rules;
import dev.kopi.core.chain.transaction.TransactionEnvelope;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.store.TransactionLocation;
import dev.kopi.services.engine.pool.PoolAccess;
import dev.kopi.services.engine.rpc.limit.LimitedMethods;
import java.util.List;
import java.util.Set;
import java.util.StringJoiner;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/** Blocks, transactions and receipts. */
public final class ChainMethods {
  private final ChainView chain;
  private final PoolAccess pool;
  private final BlockReceipts receipts;

  /** The methods over a chain and its pool. */
  public ChainMethods(ChainView chain, PoolAccess pool, BlockReceipts receipts) {
    this.chain = chain;
    this.pool = pool;
    this.receipts = receipts;
  }

  /** Adds the methods that read one header, transaction or receipt. */
  public void addTo(RpcMethods methods) {
    methods.add("eth_blockNumber", p -> JsonValues.quantity(chain.head().number()));
    methods.add("eth_chainId", p -> JsonValues.quantity(chain.spec().chainId()));
    methods.add("eth_syncing", p -> JsonValues.bool(false));
    methods.add("eth_getHeaderByNumber", p -> header(chain.blockByNumber(p, 0)));
    methods.add("eth_getHeaderByHash", p -> header(chain.store().block(p.hash(0))));
    methods.add("eth_getBlockTransactionCountByNumber", p -> count(chain.blockByNumber(p, 0)));
    methods.add("eth_getBlockTransactionCountByHash", p -> count(chain.store().block(p.hash(0))));
    methods.add("eth_getUncleCountByBlockNumber", p -> uncles(chain.blockByNumber(p, 0)));
    methods.add("eth_getUncleCountByBlockHash", p -> uncles(chain.store().block(p.hash(0))));
    methods.add(
        "eth_getUncleByBlockNumberAndIndex", p -> uncle(chain.blockByNumber(p, 0), p.quantity(1)));
    methods.add(
        "eth_getUncleByBlockHashAndIndex",
        p -> uncle(chain.store().block(p.hash(0)), p.quantity(1)));
    methods.add("eth_getTransactionByHash", this::transactionByHash);
    methods.add(
        "eth_getTransactionByBlockNumberAndIndex",
        p -> transactionAt(chain.blockByNumber(p, 0), p.quantity(1)));
    methods.add(
        "eth_getTransactionByBlockHashAndIndex",
        p -> transactionAt(chain.store().block(p.hash(0)), p.quantity(1)));
    methods.add("eth_getRawTransactionByHash", this::rawTransaction);
    methods.add("eth_getTransactionReceipt", p -> receipts.ofTransaction(p.hash(0)));
    methods.add(
        "eth_getRawTransactionByBlockNumberAndIndex",
        p -> rawTransactionAt(chain.blockByNumber(p, 0), p.quantity(1)));
    methods.add(
        "eth_getRawTransactionByBlockHashAndIndex",
        p -> rawTransactionAt(chain.store().block(p.hash(0)), p.quantity(1)));
    methods.add("eth_pendingTransactions", p -> Json.array());
    methods.add("debug_getRawHeader", p -> rawHeader(p));
    methods.add("debug_getRawTransaction", this::rawTransaction);
  }

  /** Adds the methods that read all transactions or receipts of a block. */
  public void addReading(LimitedMethods methods) {
    Predicate<Params> full = p -> p.bool(1, false);
    methods.add(
        "eth_getBlockByNumber",
        full,
        (p, deadline) -> block(chain.blockByNumber(p, 0), true),
        p -> block(chain.blockByNumber(p, 0), false));
    methods.add(
        "eth_getBlockByHash",
        full,
        (p, deadline) -> block(chain.store().block(p.hash(0)), true),
        p -> block(chain.store().block(p.hash(0)), false));
    methods.add("eth_getBlockReceipts", (p, deadline) -> blockReceipts(p));
    methods.add("debug_getRawBlock", (p, deadline) -> rawBlock(p));
    methods.add("debug_getRawReceipts", (p, deadline) -> rawReceipts(p));
  }

  private JsonNode rawHeader(Params params) {
    Block block = chain.block(params, 0);
    return JsonValues.data(
        block == null ? missing(params, "header") : HeaderCodec.encode(block.header()));
  }

  private JsonNode rawBlock(Params params) {
    Block block = chain.block(params, 0);
    return JsonValues.data(block == null ? missing(params, "block") : block.encode());
  }

  /** As in go-ethereum, no bytes for a number without block, and an error for a hash. */
  private static Bytes missing(Params params, String what) {
    if (params.get(0, (node, name) -> BlockArgument.any(node))
        instanceof BlockArgument.Hashed(Hash hash, boolean _)) {
      StringJoiner bytes = new StringJoiner(" ", "[", "]");
      for (byte b : hash.toArray()) {
        bytes.add(Integer.toString(b & 0xff));
      }
      throw RpcException.server(what + " #" + bytes + " not found");
    }
    return Bytes.EMPTY;
  }

  /** A block as JSON, or null. */
  public @Nullable JsonNode block(@Nullable Block block, boolean full) {
    if (block == null) {
      return null;
    }
    if (!full || block.transactions().isEmpty()) {
      return RpcBlockWriter.block(block).toOpaqueNode();
    }
    Rules rules = chain.rules(block.header());
    List<Receipt> receipts = chain.store().receipts(block.hash());
    long bytes = 0;
    for (TransactionEnvelope one : block.transactions()) {
      bytes += RpcTransactionWriter.expectedBytes(one);
    }
    return RpcBlockWriter.block(
            block,
            bytes,
            out -> {
              for (int i = 0; i < block.transactions().size(); i++) {
                transaction(out, block, i, rules, receipts);
              }
            })
        .toOpaqueNode();
  }

  private void transaction(
      JsonBuffer out, Block block, int index, Rules rules, @Nullable List<Receipt> receipts) {
    TransactionEnvelope envelope = block.transactions().get(index);
    Placement placement =
        new Placement(
            block.hash(),
            block.number(),
            block.header().timestampSeconds(),
            index,
            block.header().baseFeePerGas());
    RpcTransactionWriter.write(
        out,
        envelope,
        chain.sender(envelope, rules),
        placement,
        receipts == null ? null : receipts.get(index));
  }

  private static @Nullable JsonNode header(@Nullable Block block) {
    return block == null ? null : RpcBlockWriter.header(block.header(), block.hash());
  }

  private @Nullable JsonNode blockReceipts(Params params) {
    Block block = chain.block(params, 0);
    return block == null ? null : receipts.of(block, Set.of());
  }

  private @Nullable JsonNode transactionByHash(Params params) {
    Hash hash = params.hash(0);
    TransactionLocation location = chain.store().transaction(hash);
    Block block = location == null ? null : chain.store().block(location.blockHash());
    if (block != null && location != null) {
      return transactionAt(block, location.index());
    }
    TransactionEnvelope waiting = pool.transaction(hash);
    if (waiting == null) {
      return null;
    }
    return RpcTransactionWriter.write(
        waiting, chain.sender(waiting, chain.rules(chain.head())), null, null);
  }

  private @Nullable JsonNode transactionAt(@Nullable Block block, long index) {
    if (block == null || Long.compareUnsigned(index, block.transactions().size()) >= 0) {
      return null;
    }
    JsonBuffer out =
        new JsonBuffer(RpcTransactionWriter.expectedBytes(block.transactions().get((int) index)));
    transaction(
        out, block, (int) index, chain.rules(block.header()), chain.store().receipts(block.hash()));
    return out.toOpaqueNode();
  }

  /** The encoded transaction, or no bytes, as in go-ethereum. */
  private static JsonNode rawTransactionAt(@Nullable Block block, long index) {
    if (block == null || Long.compareUnsigned(index, block.transactions().size()) >= 0) {
      return JsonValues.data(Bytes.EMPTY);
    }
    return JsonValues.data(block.transactions().get((int) index).encoded());
  }

  /** The encoded transaction, or no bytes, as in go-ethereum. */
  private JsonNode rawTransaction(Params params) {
    Hash hash = params.hash(0);
    TransactionLocation location = chain.store().transaction(hash);
    Block block = location == null ? null : chain.store().block(location.blockHash());
    if (block != null && location != null) {
      return rawTransactionAt(block, location.index());
    }
    TransactionEnvelope waiting = pool.transaction(hash);
    return JsonValues.data(waiting == null ? Bytes.EMPTY : waiting.encoded());
  }

  private @Nullable JsonNode rawReceipts(Params params) {
    Block block = chain.block(params, 0);
    ArrayNode out = Json.array();
    if (block == null) {
      boolean hashed =
          params.get(0, (node, name) -> BlockArgument.any(node)) instanceof BlockArgument.Hashed;
      return hashed ? out : null;
    }
    for (Receipt receipt : chain.receipts(block)) {
      out.add(ReceiptCodec.encodeWithNonce(receipt).toHex());
    }
    return out;
  }

  private static @Nullable JsonNode count(@Nullable Block block) {
    return block == null ? null : JsonValues.quantity(block.transactions().size());
  }

  private static @Nullable JsonNode uncles(@Nullable Block block) {
    return block == null ? null : JsonValues.quantity(block.uncles().size());
  }

  private static @Nullable JsonNode uncle(@Nullable Block block, long index) {
    if (block == null || Long.compareUnsigned(index, block.uncles().size()) >= 0) {
      return null;
    }
    var uncle = block.uncles().get((int) index);
    return RpcBlockWriter.uncle(uncle, uncle.hash());
  }
}
