package dev.kopi.services.engine.rpc.chain;

import dev.kopi.adapters.rpc.RpcException;
import dev.kopi.adapters.rpc.dispatch.Params;
import dev.kopi.core.chain.block.Block;
import dev.kopi.core.chain.block.Header;
import dev.kopi.core.chain.receipt.Receipt;
import dev.kopi.core.chain.spec.ChainSpec;
import dev.kopi.core.chain.spec.Rules;
import dev.kopi.core.chain.transaction.TransactionEnvelope;
import dev.kopi.core.crypto.Crypto;
import dev.kopi.core.evm.CodeCache;
import dev.kopi.core.evm.context.BlockContext;
import dev.kopi.core.execution.block.AncestorHashes;
import dev.kopi.core.execution.block.BlockExecution;
import dev.kopi.core.execution.transaction.SenderRecovery;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.state.StateUnavailableException;
import dev.kopi.core.state.StateView;
import dev.kopi.core.store.ChainStore;
import dev.kopi.services.execution.SharedCodeCache;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The chain as RPC methods see it: resolves block tags, numbers and hashes over the store. */
public final class ChainView {
  private static final long CODE_CACHE_BYTES = 16 << 20;

  private final ChainStore store;
  private final ChainSpec spec;
  private final Crypto crypto;
  private final CodeCache codes = new SharedCodeCache(CODE_CACHE_BYTES);

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

  /** The analysed code that all calls share. */
  public CodeCache codes() {
    return codes;
  }

  /** The newest canonical header. */
  public Header head() {
    Header head = store.header(store.heads().head());
    if (head == null) {
      throw new IllegalStateException("the store has no head");
    }
    return head;
  }

  /** The hash of the block with a tag, or null when no block has it yet. */
  public @Nullable Hash tagged(BlockArgument.Tag tag) {
    return switch (tag) {
      case LATEST, PENDING -> store.heads().head();
      case SAFE -> known(store.heads().safe());
      case FINALIZED -> known(store.heads().finalized());
      case EARLIEST -> store.canonicalHash(0);
    };
  }

  private static @Nullable Hash known(Hash hash) {
    return hash.isZero() ? null : hash;
  }

  /**
   * The header that the block parameter of a state method identifies: a tag, a number, a hash or an
   * object by EIP-1898; the head when it is absent.
   *
   * @throws RpcException when there is none; on a rollup, op-geth does not say why
   */
  public Header header(Params params, int index) {
    BlockArgument argument = optional(params, index);
    Header header = argument == null ? head() : header(argument);
    if (header == null && spec.op() != null) {
      throw RpcException.server("header not found");
    }
    return found(header, argument);
  }

  /**
   * As {@link #header(Params, int)}, for a parameter that op-geth needs and for which null names no
   * block; on L1 the head is the default, as the specification of the execution APIs has it.
   */
  public Header requiredHeader(Params params, int index) {
    if (spec.op() == null) {
      return header(params, index);
    }
    if (params.size() <= index) {
      throw RpcException.invalidParams("missing value for required argument " + index);
    }
    BlockArgument argument = optional(params, index);
    BlockArgument named = argument == null ? new BlockArgument.Unspecified() : argument;
    Header header = header(named);
    if (header == null) {
      throw RpcException.server("header not found");
    }
    return header;
  }

  /** As {@link #header(Params, int)}, where op-geth says why there is none. */
  public Header explainedHeader(Params params, int index) {
    BlockArgument argument = optional(params, index);
    return found(argument == null ? head() : header(argument), argument);
  }

  private Header found(@Nullable Header header, @Nullable BlockArgument argument) {
    if (header == null) {
      throw notFound(argument == null ? BlockArgument.LATEST : argument);
    }
    return header;
  }

  private static @Nullable BlockArgument optional(Params params, int index) {
    return params.optional(index, (node, name) -> BlockArgument.any(node));
  }

  private @Nullable Header header(BlockArgument argument) {
    Hash hash = hash(argument);
    return hash == null ? null : store.header(hash);
  }

  private @Nullable Hash hash(BlockArgument argument) {
    return switch (argument) {
      case BlockArgument.Numbered(long number) -> store.canonicalHash(number);
      case BlockArgument.Tagged(BlockArgument.Tag tag) -> tagged(tag);
      case BlockArgument.Hashed(Hash hash, boolean mustBeCanonical) ->
          mustBeCanonical && !isCanonical(hash) ? null : hash;
      case BlockArgument.Unspecified() -> null;
    };
  }

  private boolean isCanonical(Hash hash) {
    Header header = store.header(hash);
    return header != null && hash.equals(store.canonicalHash(header.number()));
  }

  private RpcException notFound(BlockArgument argument) {
    return RpcException.server(
        switch (argument) {
          case BlockArgument.Numbered numbered -> "header not found";
          case BlockArgument.Tagged(BlockArgument.Tag tag) -> tag.text() + " block not found";
          case BlockArgument.Hashed(Hash hash, boolean mustBeCanonical) ->
              store.header(hash) == null
                  ? "header for hash not found"
                  : "hash is not currently canonical";
          case BlockArgument.Unspecified() -> "invalid arguments; neither block nor hash specified";
        });
  }

  /**
   * The block that a number, a tag, a hash or an object by EIP-1898 identifies, or null when no
   * block has the number or hash.
   *
   * @throws RpcException when no block has the tag yet, or the block is not canonical as demanded
   */
  public @Nullable Block block(Params params, int index) {
    return block(params.get(index, (node, name) -> BlockArgument.any(node)));
  }

  /** As {@link #block}, for methods that take no hash: by a number or a tag. */
  public @Nullable Block blockByNumber(Params params, int index) {
    return block(params.get(index, (node, name) -> BlockArgument.position(node)));
  }

  private @Nullable Block block(BlockArgument argument) {
    Hash hash = hash(argument);
    if (hash != null) {
      return store.block(hash);
    }
    return switch (argument) {
      case BlockArgument.Numbered numbered -> null;
      case BlockArgument.Hashed(Hash named, boolean mustBeCanonical)
          when store.header(named) == null ->
          null;
      case BlockArgument.Tagged tagged -> throw notFound(argument);
      case BlockArgument.Hashed hashed -> throw notFound(argument);
      case BlockArgument.Unspecified unspecified -> throw notFound(argument);
    };
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
      throw pruned(e);
    }
  }

  /** The error for state that is not kept. */
  public static RpcException pruned(StateUnavailableException e) {
    return new RpcException(RpcException.PRUNED, String.valueOf(e.getMessage()));
  }

  /**
   * The receipts of a stored block.
   *
   * @throws RpcException when they are pruned
   */
  public List<Receipt> receipts(Block block) {
    List<Receipt> receipts = store.receipts(block.hash());
    if (receipts == null) {
      throw new RpcException(RpcException.PRUNED, "pruned history unavailable");
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
