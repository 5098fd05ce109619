package dev.kopi.services.engine.rpc.witness;

import dev.kopi.adapters.json.Json;
import dev.kopi.core.chain.block.Header;
import dev.kopi.core.chain.block.HeaderCodec;
import dev.kopi.core.execution.validation.Ancestors;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.state.StateView;
import dev.kopi.core.store.ChainStore;
import dev.kopi.core.trie.NodeReader;
import dev.kopi.core.trie.TrieStateView;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Reads the state after a block, and remembers what was read. For one thread. */
final class WitnessRecorder implements NodeReader, TrieStateView.CodeReader, Ancestors {
  private final ChainStore store;
  private final NodeReader nodes;
  private final StateView state;
  private final SequencedMap<Hash, Bytes> readNodes = new LinkedHashMap<>();
  private final SequencedMap<Hash, Bytes> readCodes = new LinkedHashMap<>();
  private final SequencedMap<Hash, Header> readHeaders = new LinkedHashMap<>();

  /**
   * Over the state after a block.
   *
   * @throws dev.kopi.core.state.StateUnavailableException when it is pruned
   */
  WitnessRecorder(ChainStore store, Hash block) {
    this.store = store;
    this.nodes = store.trieNodes(block);
    this.state = store.state(block);
  }

  @Override
  public @Nullable Bytes node(Hash owner, Bytes path, Hash hash) {
    Bytes node = nodes.node(owner, path, hash);
    if (node != null) {
      readNodes.put(hash, node);
    }
    return node;
  }

  @Override
  public Bytes code(Hash codeHash) {
    Bytes code = state.code(codeHash);
    readCodes.put(codeHash, code);
    return code;
  }

  @Override
  public @Nullable Header header(Hash hash) {
    Header header = store.header(hash);
    if (header != null) {
      readHeaders.put(hash, header);
    }
    return header;
  }

  /** The witness: lists of trie nodes, code and headers in RLP. */
  ObjectNode toJson() {
    ObjectNode json = Json.object();
    json.set("state", data(readNodes.values()));
    json.set("codes", data(readCodes.values()));
    json.set("keys", Json.array());
    json.set("headers", data(readHeaders.values().stream().map(HeaderCodec::encode).toList()));
    return json;
  }

  private static ArrayNode data(Collection<Bytes> items) {
    ArrayNode out = Json.array();
    items.forEach(item -> out.add(item.toHex()));
    return out;
  }
}
