package dev.kopi.services.engine.rpc.chain;

import dev.kopi.adapters.json.JsonFields;
import dev.kopi.adapters.rpc.RpcException;
import dev.kopi.adapters.rpc.dispatch.Params;
import dev.kopi.core.chain.block.Block;
import dev.kopi.core.chain.block.Header;
import dev.kopi.core.chain.receipt.Receipt;
import dev.kopi.core.chain.spec.ChainSpec;
import dev.kopi.core.chain.spec.Rules;
import dev.kopi.core.chain.transaction.TransactionEnvelope;
import dev.kopi.core.crypto.Crypto;
import dev.kopi.core.evm.context.BlockContext;
import dev.kopi.core.execution.block.AncestorHashes;
import dev.kopi.core.execution.block.BlockExecution;
import dev.kopi.core.execution.transaction.SenderRecovery;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.state.StateUnavailableException;
import dev.kopi.core.state.StateView;
import dev.kopi.core.store.ChainStore;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The chain as RPC methods see it: resolves block tags, numbers and hashes over the store. */
public final class ChainView {
  private final ChainStore store;
  private final ChainSpec spec;
  private final Crypto crypto;

  public ChainView(ChainStore store, ChainSpec spec, Crypto crypto) {
    this.store = store;
    this.spec = spec;
    this.crypto = crypto;
  }

  public ChainStore store() {
    return store;
  }

  public ChainSpec spec() {
    return spec;
  }

  public Crypto crypto() {
    return crypto;
  }

  /** The newest canonical header. */
  public Header head() {
    Header head = store.header(store.heads().head());
    if (head == null) {
      throw new IllegalStateException("the store has no head");
    }
    return head;
  }

  /** The hash of the block with a tag or number, or null when there is none. */
  public @Nullable Hash byTag(String tag) {
    return switch (tag) {
      case "latest", "pending" -> store.heads().head();
      case "safe" -> known(store.heads().safe());
      case "finalized" -> known(store.heads().finalized());
      case "earliest" -> store.canonicalHash(0);
      default -> store.canonicalHash(number(tag));
    };
  }

  private static @Nullable Hash known(Hash hash) {
    return hash.isZero() ? null : hash;
  }

  private static long number(String text) {
    if (!text.startsWith("0x") || text.length() < 3 || text.length() > 18) {
      throw RpcException.invalidParams(
          "a block is named by latest, pending, safe, finalized, earliest or a hex number, not '"
              + text
              + "'");
    }
    try {
      return Long.parseUnsignedLong(text.substring(2), 16);
    } catch (NumberFormatException e) {
      throw RpcException.invalidParams("not a block number: '" + text + "'");
    }
  }

  /**
   * The header that the block parameter of a state method identifies: a tag, a number, a hash or an
   * object by EIP-1898; the head when it is absent.
   *
   * @throws RpcException when there is none
   */
  public Header header(Params params, int index) {
    JsonNode node = params.optional(index);
    return node == null ? head() : header(node);
  }

  /** As {@link #header(Params, int)}, from the parameter itself. */
  public Header header(JsonNode node) {
    Hash hash = hash(node);
    Header header = hash == null ? null : store.header(hash);
    if (header == null) {
      throw RpcException.server("header not found");
    }
    return header;
  }

  private @Nullable Hash hash(JsonNode node) {
    try {
      if (node.isObject()) {
        if (node.has("blockHash")) {
          Hash hash = JsonFields.hash(node, "blockHash");
          JsonNode canonical = JsonFields.optional(node, "requireCanonical");
          if (canonical != null && JsonFields.asBool(canonical, "requireCanonical")) {
            Header header = store.header(hash);
            if (header != null && !hash.equals(store.canonicalHash(header.number()))) {
              throw RpcException.server("hash is not currently canonical");
            }
          }
          return hash;
        }
        return byTag(JsonFields.text(JsonFields.required(node, "blockNumber"), "blockNumber"));
      }
      String text = JsonFields.text(node, "block");
      return text.length() == 66 ? Hash.fromHex(text) : byTag(text);
    } catch (DecodeException e) {
      throw RpcException.invalidParams("block: " + e.getMessage());
    }
  }

  /** The block that a block parameter identifies, or null. */
  public @Nullable Block block(Params params, int index) {
    JsonNode node = params.get(index);
    Hash hash = hash(node);
    return hash == null ? null : store.block(hash);
  }

  /** The blocks with these hashes, without those that are not stored. */
  public List<Block> blocks(List<Hash> hashes) {
    return hashes.stream().map(store::block).filter(Objects::nonNull).toList();
  }

  /**
   * The state after a block.
   *
   * @throws RpcException when it is pruned
   */
  public StateView state(Header header) {
    try {
      return store.state(header.hash());
    } catch (StateUnavailableException e) {
      throw RpcException.server(String.valueOf(e.getMessage()));
    }
  }

  /**
   * The receipts of a stored block.
   *
   * @throws RpcException when they are pruned
   */
  public List<Receipt> receipts(Block block) {
    List<Receipt> receipts = store.receipts(block.hash());
    if (receipts == null) {
      throw RpcException.server("the receipts of " + block + " are pruned");
    }
    return receipts;
  }

  /** The rules of a block. */
  public Rules rules(Header header) {
    return spec.rules(header);
  }

  /** The sender of a transaction, or null when its signature is invalid. */
  public @Nullable Address sender(TransactionEnvelope envelope, Rules rules) {
    return SenderRecovery.sender(crypto.secp256k1(), envelope, rules);
  }

  /** The block context for calls on the state after a block. */
  public BlockContext context(Header header) {
    return BlockExecution.context(
        rules(header),
        header,
        new AncestorHashes(header.parentHash(), header.number() - 1, store::header));
  }
}
