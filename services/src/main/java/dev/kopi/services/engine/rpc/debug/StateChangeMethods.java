package dev.kopi.services.engine.rpc.debug;

import dev.kopi.adapters.json.Json;
import dev.kopi.adapters.json.JsonFields;
import dev.kopi.adapters.rpc.RpcException;
import dev.kopi.adapters.rpc.dispatch.Params;
import dev.kopi.core.chain.block.Header;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.state.StateUnavailableException;
import dev.kopi.core.store.ChainStore;
import dev.kopi.core.trie.NodeReader;
import dev.kopi.core.trie.StateTrie;
import dev.kopi.core.trie.TrieWalk;
import dev.kopi.services.engine.rpc.chain.BlockArgument;
import dev.kopi.services.engine.rpc.chain.ChainView;
import dev.kopi.services.engine.rpc.limit.Deadline;
import dev.kopi.services.engine.rpc.limit.LimitedMethods;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.LongNode;

/** Which accounts blocks changed, and which states there are. */
public final class StateChangeMethods {
  private final ChainView chain;

  /** The methods over a chain. */
  public StateChangeMethods(ChainView chain) {
    this.chain = chain;
  }

  /** Adds the methods. */
  public void addTo(LimitedMethods methods) {
    methods.add("debug_getModifiedAccountsByNumber", this::byNumber);
    methods.add("debug_getModifiedAccountsByHash", this::byHash);
    methods.add("debug_getAccessibleState", this::accessibleState);
  }

  private JsonNode byNumber(Params params, Deadline deadline) {
    long first = params.get(0, GoNumbers::uint64);
    Long last = params.optional(1, GoNumbers::uint64);
    Header start = at(first);
    if (start == null) {
      throw RpcException.server("start block " + Long.toHexString(first) + " not found");
    }
    if (last == null) {
      return ofBlock(start, Long.toHexString(first), deadline);
    }
    Header end = at(last);
    if (end == null) {
      throw RpcException.server("end block " + Long.toUnsignedString(last) + " not found");
    }
    return between(start, end, deadline);
  }

  private @Nullable Header at(long number) {
    Hash hash = number < 0 ? null : chain.store().canonicalHash(number);
    return hash == null ? null : chain.store().header(hash);
  }

  private JsonNode byHash(Params params, Deadline deadline) {
    Hash first = params.hash(0);
    Hash last = params.optional(1, JsonFields::asHash);
    Header start = chain.store().header(first);
    if (start == null) {
      throw RpcException.server("start block " + digits(first) + " not found");
    }
    if (last == null) {
      return ofBlock(start, Long.toHexString(start.number()), deadline);
    }
    Header end = chain.store().header(last);
    if (end == null) {
      throw RpcException.server("end block " + digits(last) + " not found");
    }
    return between(start, end, deadline);
  }

  private static String digits(Hash hash) {
    return hash.toHex().substring(2);
  }

  private JsonNode ofBlock(Header block, String name, Deadline deadline) {
    Header parent = chain.store().header(block.parentHash());
    if (parent == null) {
      throw RpcException.server("block " + name + " has no parent");
    }
    return between(parent, block, deadline);
  }

  private JsonNode between(Header start, Header end, Deadline deadline) {
    if (start.number() >= end.number()) {
      throw RpcException.server(
          "start block height ("
              + start.number()
              + ") must be less than end block height ("
              + end.number()
              + ")");
    }
    try {
      NodeReader before = chain.store().trieNodes(start.hash());
      NodeReader after = chain.store().trieNodes(end.hash());
      ArrayNode out = Json.array();
      for (Map.Entry<Hash, Address> one : candidates(start, end, deadline).entrySet()) {
        Bytes now = TrieWalk.get(after, Hash.ZERO, end.stateRoot(), one.getKey());
        Bytes then = TrieWalk.get(before, Hash.ZERO, start.stateRoot(), one.getKey());
        // An account that was removed is not in the new trie, where go-ethereum looks.
        if (now != null && !now.equals(then)) {
          out.add(one.getValue().toHex());
        }
      }
      return out;
    } catch (StateUnavailableException e) {
      throw ChainView.pruned(e);
    }
  }

  /** The accounts that blocks wrote, by hashed key. */
  private Map<Hash, Address> candidates(Header start, Header end, Deadline deadline) {
    ChainStore store = chain.store();
    Map<Hash, Address> out = new TreeMap<>();
    Hash hash = end.hash();
    for (long number = end.number(); number > start.number(); number--) {
      deadline.check();
      Set<Address> changed = store.changedAccounts(hash);
      Header header = store.header(hash);
      if (changed == null || header == null) {
        throw RpcException.server(
            "no preimage found: the addresses that block " + number + " changed are not kept");
      }
      changed.forEach(address -> out.put(StateTrie.key(address), address));
      hash = header.parentHash();
    }
    if (!hash.equals(start.hash())) {
      throw RpcException.server("the start block is not an ancestor of the end block");
    }
    return out;
  }

  /** The first block of a sequence whose state can be read. */
  private JsonNode accessibleState(Params params, Deadline deadline) {
    long from = number(params, 0);
    long to = number(params, 1);
    if (from == to) {
      throw RpcException.server("from and to needs to be different");
    }
    for (long number = from; number != to; number += from < to ? 1 : -1) {
      deadline.check();
      Hash hash = chain.store().canonicalHash(number);
      if (hash == null) {
        throw RpcException.server("missing header " + number);
      }
      if (chain.store().hasState(hash)) {
        return LongNode.valueOf(number);
      }
    }
    throw RpcException.server("no state found");
  }

  private long number(Params params, int index) {
    BlockArgument argument = params.get(index, (node, name) -> BlockArgument.position(node));
    return argument instanceof BlockArgument.Numbered(long number) ? number : chain.head().number();
  }
}
