package dev.kopi.core.proof.source;

import dev.kopi.core.crypto.hash.Keccak256;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.proof.preimage.HintKind;
import dev.kopi.core.proof.preimage.PreimageKey;
import dev.kopi.core.proof.preimage.PreimageOracle;
import dev.kopi.core.proof.preimage.ProofHint;
import dev.kopi.core.store.ExecutedBlock;
import dev.kopi.core.trie.NodeReader;
import dev.kopi.core.trie.TrieStateView;
import dev.kopi.core.trie.TrieUpdate;
import java.util.HashMap;
import java.util.Map;

/** Trie nodes and code, read when they are needed; what built blocks brought is kept. */
final class OracleState implements NodeReader, TrieStateView.CodeReader {
  private final PreimageOracle oracle;
  private final Map<Hash, Bytes> nodes = new HashMap<>();
  private final Map<Hash, Bytes> codes = new HashMap<>();

  OracleState(PreimageOracle oracle) {
    this.oracle = oracle;
  }

  void add(ExecutedBlock block) {
    for (TrieUpdate.NodeChange change : block.trie().changes()) {
      Bytes node = change.node();
      if (node != null) {
        nodes.put(Keccak256.hash(node), node);
      }
    }
    codes.putAll(block.diff().codes());
  }

  @Override
  public Bytes node(Hash owner, Bytes path, Hash hash) {
    return nodes.computeIfAbsent(hash, missing -> read(HintKind.L2_STATE_NODE, missing));
  }

  @Override
  public Bytes code(Hash codeHash) {
    return codes.computeIfAbsent(codeHash, missing -> read(HintKind.L2_CODE, missing));
  }

  private Bytes read(HintKind kind, Hash hash) {
    oracle.hint(ProofHint.of(kind, hash));
    return oracle.read(PreimageKey.keccak256(hash));
  }
}
