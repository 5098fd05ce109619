package dev.kopi.services.engine.rpc.witness;

import dev.kopi.adapters.json.JsonValues;
import dev.kopi.adapters.rpc.RpcException;
import dev.kopi.core.chain.block.Header;
import dev.kopi.core.crypto.hash.Keccak256;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.state.Account;
import dev.kopi.core.state.StateUnavailableException;
import dev.kopi.core.store.ChainStore;
import dev.kopi.core.trie.NodeLinks;
import dev.kopi.core.trie.StateTrie;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Trie nodes and code by their hash, as a database keyed by hash has them.
 *
 * <p>Kopi's store knows nodes by their place. Who asks by hash goes down from a state root, so the
 * places of the nodes below each answered node are remembered, and the root of a state is found by
 * the headers. The place of a node that was not reached this way is not known.
 */
final class StateNodes {
  /** The most places to remember. */
  private static final int MAX_PLACES = 500_000;

  /** The most headers to look through for a state root. */
  private static final int MAX_HEADERS = 200_000;

  /** The prefix of code in go-ethereum's database. */
  private static final byte CODE_PREFIX = 'c';

  private static final int HASH_BYTES = 32;

  /** Where a node is: in the state after a block. */
  private record Place(Hash block, Hash owner, Bytes path) {}

  private final ChainStore store;
  private final Map<Hash, Place> places =
      new LinkedHashMap<>(1024, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Hash, Place> eldest) {
          return size() > MAX_PLACES;
        }
      };

  StateNodes(ChainStore store) {
    this.store = store;
  }

  /** A node by its hash, or code by {@code c} and its hash. */
  JsonNode get(Bytes key) {
    Bytes found = null;
    if (key.size() == HASH_BYTES + 1 && key.get(0) == CODE_PREFIX) {
      found = code(Hash.of(key.slice(1, key.size())));
    } else if (key.size() == HASH_BYTES) {
      Hash hash = Hash.of(key);
      found = node(hash);
      found = found != null ? found : code(hash);
    }
    if (found == null) {
      throw RpcException.server("not found");
    }
    return JsonValues.data(found);
  }

  private @Nullable Bytes code(Hash hash) {
    try {
      return store.state(store.heads().head()).code(hash);
    } catch (StateUnavailableException e) {
      return null;
    }
  }

  private @Nullable Bytes node(Hash hash) {
    Place place = place(hash);
    if (place == null) {
      Hash block = blockWithRoot(hash);
      place = block == null ? null : new Place(block, Hash.ZERO, Bytes.EMPTY);
    }
    if (place == null) {
      return null;
    }
    Bytes node;
    try {
      node = store.trieNodes(place.block()).node(place.owner(), place.path(), hash);
    } catch (StateUnavailableException e) {
      return null;
    }
    if (node == null || !Keccak256.hash(node).equals(hash)) {
      return null;
    }
    remember(place, node);
    return node;
  }

  private synchronized @Nullable Place place(Hash hash) {
    return places.get(hash);
  }

  private void remember(Place place, Bytes node) {
    NodeLinks.visit(
        place.path(),
        node,
        new NodeLinks.Visitor() {
          @Override
          public void child(Bytes path, Hash hash) {
            put(hash, new Place(place.block(), place.owner(), path));
          }

          @Override
          public void leaf(Hash key, Bytes value) {
            if (place.owner().isZero()) {
              Account account = account(value);
              if (account != null && !account.storageRoot().equals(Keccak256.EMPTY_TRIE)) {
                put(account.storageRoot(), new Place(place.block(), key, Bytes.EMPTY));
              }
            }
          }
        });
  }

  private synchronized void put(Hash hash, Place place) {
    places.put(hash, place);
  }

  private static @Nullable Account account(Bytes value) {
    try {
      return StateTrie.account(value);
    } catch (DecodeException e) {
      return null;
    }
  }

  /** The newest canonical block with a state root, among those whose state may be kept. */
  private @Nullable Hash blockWithRoot(Hash root) {
    Header header = store.header(store.heads().head());
    long oldest = Math.max(0, store.history().oldestState());
    for (int i = 0; header != null && i < MAX_HEADERS && header.number() >= oldest; i++) {
      if (header.stateRoot().equals(root)) {
        return header.hash();
      }
      header = store.header(header.parentHash());
    }
    return null;
  }
}
