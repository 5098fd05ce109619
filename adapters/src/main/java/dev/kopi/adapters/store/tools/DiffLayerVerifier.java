package dev.kopi.adapters.store.tools;

import dev.kopi.adapters.store.LayeredChainStore;
import dev.kopi.adapters.store.difflayer.ChangedEntries;
import dev.kopi.adapters.store.difflayer.DiffLayer;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.core.state.Account;
import dev.kopi.core.state.StateUnavailableException;
import dev.kopi.core.state.StateView;
import dev.kopi.core.trie.NodeReader;
import dev.kopi.core.trie.TrieStateView;
import java.util.Map;
import java.util.Objects;

/** Verifies a diff layer: the entries that its block changed, against the tries after the block. */
final class DiffLayerVerifier {
  private DiffLayerVerifier() {}

  static void verify(LayeredChainStore store, DiffLayer layer, Findings findings) {
    Hash hash = layer.hash();
    try {
      StateView flat = store.state(hash);
      NodeReader nodes = store.trieNodes(hash);
      Hash root = layer.block().header().stateRoot();
      StateView proven = new TrieStateView(nodes, root, codeHash -> null);
      for (Map.Entry<Address, ChangedEntries.AccountEntry> entry :
          layer.changes().entries().accounts().entrySet()) {
        Address address = entry.getKey();
        Account account = entry.getValue().account();
        if (account != null) {
          flat.code(account.codeHash());
        }
        boolean same = Objects.equals(flat.account(address), proven.account(address));
        for (UInt256 slot : entry.getValue().slots().keySet()) {
          same &= flat.storage(address, slot).equals(proven.storage(address, slot));
        }
        if (!same) {
          findings.add("account " + address + " after block " + hash + " is not in the trie");
        }
        findings.counted(1);
      }
    } catch (StateUnavailableException e) {
      findings.add("the tries after block " + hash + ": " + e.getMessage());
    }
  }
}
