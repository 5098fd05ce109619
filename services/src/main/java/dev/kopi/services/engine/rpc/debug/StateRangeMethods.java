package dev.kopi.services.engine.rpc.debug;

import dev.kopi.adapters.json.Json;
import dev.kopi.adapters.json.JsonFields;
import dev.kopi.adapters.json.JsonValues;
import dev.kopi.adapters.rpc.RpcException;
import dev.kopi.adapters.rpc.dispatch.Params;
import dev.kopi.core.chain.block.Block;
import dev.kopi.core.chain.block.Header;
import dev.kopi.core.crypto.hash.Keccak256;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.core.state.Account;
import dev.kopi.core.state.StateUnavailableException;
import dev.kopi.core.state.StateView;
import dev.kopi.core.trie.NodeReader;
import dev.kopi.core.trie.StateTrie;
import dev.kopi.core.trie.TrieRange;
import dev.kopi.core.trie.TrieWalk;
import dev.kopi.services.engine.rpc.chain.BlockArgument;
import dev.kopi.services.engine.rpc.chain.ChainView;
import dev.kopi.services.engine.rpc.limit.Deadline;
import dev.kopi.services.engine.rpc.limit.LimitedMethods;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Accounts and slots in the order of their hashed keys, as go-ethereum answers without preimages:
 * the store does not know which address or slot a hashed key stands for.
 */
public final class StateRangeMethods {
  /** The most accounts in one answer, as in go-ethereum. */
  private static final int MAX_ACCOUNTS = 256;

  /** The most slots in one answer. */
  private static final int MAX_SLOTS = 10_000;

  private static final int PAGE_BYTES = 1 << 16;
  private static final int KEY_BYTES = 32;
  private static final Hash LAST = Hash.ofWords(-1, -1, -1, -1);

  private final ChainView chain;

  /** The methods over a chain. */
  public StateRangeMethods(ChainView chain) {
    this.chain = chain;
  }

  /** Adds the methods. */
  public void addTo(LimitedMethods methods) {
    methods.add("debug_accountRange", this::accountRange);
    methods.add("debug_dumpBlock", this::dumpBlock);
    methods.add("debug_storageRangeAt", this::storageRangeAt);
  }

  /** Parameters: block, start, most accounts, no code, no storage, also without address. */
  private JsonNode accountRange(Params params, Deadline deadline) {
    BlockArgument argument = params.get(0, (node, name) -> BlockArgument.any(node));
    Hash start = key(params.bytes(1));
    int most = params.get(2, GoNumbers::intValue);
    boolean noCode = params.get(3, JsonFields::asBool);
    params.get(4, JsonFields::asBool);
    boolean incompletes = params.get(5, JsonFields::asBool);
    Header header = header(argument, params);
    int wanted = most > MAX_ACCOUNTS || most <= 0 ? MAX_ACCOUNTS : most;
    return safely(() -> dump(header, start, incompletes ? wanted : 0, noCode, deadline));
  }

  private JsonNode dumpBlock(Params params, Deadline deadline) {
    BlockArgument argument = params.get(0, (node, name) -> BlockArgument.position(node));
    Header header = header(argument, params);
    return safely(() -> dump(header, Hash.ZERO, 0, false, deadline));
  }

  private Header header(BlockArgument argument, Params params) {
    Block block;
    try {
      block = chain.block(params, 0);
    } catch (RpcException e) {
      block = null;
    }
    if (block != null) {
      return block.header();
    }
    throw RpcException.server(
        switch (argument) {
          case BlockArgument.Numbered(long number) ->
              "block #" + Long.toUnsignedString(number) + " not found";
          case BlockArgument.Hashed(Hash hash, boolean _) -> "block " + hash.toHex() + " not found";
          case BlockArgument.Tagged(BlockArgument.Tag tag) ->
              "block #" + number(tag) + " not found";
          case BlockArgument.Unspecified() -> "either block number or block hash must be specified";
        });
  }

  /** The number that stands for a tag in go-ethereum. */
  private static int number(BlockArgument.Tag tag) {
    return switch (tag) {
      case PENDING -> -1;
      case LATEST -> -2;
      case FINALIZED -> -3;
      case SAFE -> -4;
      case EARLIEST -> -5;
    };
  }

  private JsonNode dump(Header header, Hash start, int most, boolean noCode, Deadline deadline) {
    Hash block = header.hash();
    StateView state = chain.store().state(block);
    ObjectNode json = Json.object().put("root", header.stateRoot().toHex().substring(2));
    ObjectNode accounts = json.putObject("accounts");
    if (most == 0) {
      return json;
    }
    Page page =
        Page.read(
            chain.store().trieNodes(block), Hash.ZERO, header.stateRoot(), start, most, deadline);
    for (TrieRange.Entry entry : page.entries()) {
      Account account = StateTrie.account(entry.value());
      if (account != null) {
        accounts.set(
            "pre(" + entry.key().toHex() + ")", account(entry.key(), account, state, noCode));
      }
    }
    Hash next = page.next();
    if (next != null) {
      json.put("next", Base64.getEncoder().encodeToString(next.toArray()));
    }
    return json;
  }

  private static JsonNode account(Hash key, Account account, StateView state, boolean noCode) {
    ObjectNode json = Json.object();
    json.put("balance", account.balance().toBigInteger().toString());
    json.put("nonce", account.nonce());
    json.set("root", JsonValues.data(account.storageRoot()));
    json.set("codeHash", JsonValues.data(account.codeHash()));
    if (!noCode && !account.codeHash().equals(Keccak256.EMPTY)) {
      json.set("code", JsonValues.data(state.code(account.codeHash())));
    }
    json.set("key", JsonValues.data(key));
    return json;
  }

  /**
   * Parameters: block, index of a transaction, contract, first hashed key, most slots. Like
   * go-ethereum, tells the storage before the block's first transaction whatever the index.
   */
  private JsonNode storageRangeAt(Params params, Deadline deadline) {
    BlockArgument argument = params.get(0, (node, name) -> BlockArgument.any(node));
    int index = params.get(1, GoNumbers::intValue);
    Address contract = params.address(2);
    Hash start = key(params.bytes(3));
    int most = params.get(4, GoNumbers::intValue);
    Block block = chain.block(params, 0);
    if (block == null) {
      throw RpcException.server("block " + argument.printed() + " not found");
    }
    if (block.number() == 0) {
      throw RpcException.server("no transaction in genesis");
    }
    Header parent = chain.store().header(block.header().parentHash());
    if (parent == null) {
      throw RpcException.server("parent " + block.header().parentHash().toHex() + " not found");
    }
    int count = block.transactions().size();
    if ((index < 0 || index >= count) && !(index == 0 && count == 0)) {
      throw RpcException.server(
          "transaction index " + index + " out of range for block " + block.hash().toHex());
    }
    return safely(() -> storage(parent, contract, start, Math.clamp(most, 0, MAX_SLOTS), deadline));
  }

  private JsonNode storage(
      Header header, Address contract, Hash start, int most, Deadline deadline) {
    NodeReader nodes = chain.store().trieNodes(header.hash());
    Hash owner = StateTrie.key(contract);
    Account account = StateTrie.account(TrieWalk.get(nodes, Hash.ZERO, header.stateRoot(), owner));
    ObjectNode json = Json.object();
    if (account == null || account.storageRoot().equals(Keccak256.EMPTY_TRIE)) {
      return json.putNull("storage").putNull("nextKey");
    }
    ObjectNode storage = json.putObject("storage");
    Page page = Page.read(nodes, owner, account.storageRoot(), start, most, deadline);
    for (TrieRange.Entry entry : page.entries()) {
      UInt256 value = StateTrie.slot(entry.value());
      ObjectNode slot = storage.putObject(entry.key().toHex()).putNull("key");
      slot.set("value", JsonValues.data(Bytes.wrap(value.toArray())));
    }
    Hash next = page.next();
    return next == null ? json.putNull("nextKey") : json.put("nextKey", next.toHex());
  }

  /** A key that may be shorter than a whole one. */
  private static Hash key(Bytes start) {
    byte[] key = new byte[KEY_BYTES];
    start.copyTo(0, key, 0, Math.min(KEY_BYTES, start.size()));
    return Hash.of(key);
  }

  private static JsonNode safely(Supplier<JsonNode> method) {
    try {
      return method.get();
    } catch (StateUnavailableException e) {
      throw ChainView.pruned(e);
    }
  }

  /**
   * Some entries, and the key of the next one.
   *
   * @param next null when there is none
   */
  private record Page(List<TrieRange.Entry> entries, @Nullable Hash next) {
    static Page read(
        NodeReader nodes, Hash owner, Hash root, Hash start, int most, Deadline deadline) {
      List<TrieRange.Entry> entries = new ArrayList<>();
      Hash from = start;
      while (true) {
        deadline.check();
        TrieRange.Part part = TrieRange.read(nodes, owner, root, from, LAST, PAGE_BYTES);
        for (TrieRange.Entry entry : part.entries()) {
          if (entries.size() == most) {
            return new Page(entries, entry.key());
          }
          entries.add(entry);
        }
        if (!part.more() || entries.isEmpty() || entries.getLast().key().equals(LAST)) {
          return new Page(entries, null);
        }
        from = after(entries.getLast().key());
      }
    }

    private static Hash after(Hash key) {
      return Hash.of(key.toUInt256().add(UInt256.ONE).toArray());
    }
  }
}
