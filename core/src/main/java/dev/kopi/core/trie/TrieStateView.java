package dev.kopi.core.trie;

import dev.kopi.core.crypto.hash.Keccak256;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.core.state.Account;
import dev.kopi.core.state.StateUnavailableException;
import dev.kopi.core.state.StateView;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A state read through its tries. Nodes, once read, are kept, so one view serves one block's
 * execution or one request; it is not for several threads.
 */
public final class TrieStateView implements StateView {
  private final NodeReader nodes;
  private final CodeReader codes;
  private final Trie accounts;
  private final Map<Address, Trie> storage = new HashMap<>();

  /** Where code comes from. */
  @FunctionalInterface
  public interface CodeReader {
    /**
     * The code with this hash, or null when it is not there. Never asked for the hash of no code.
     */
    @Nullable Bytes code(Hash codeHash);
  }

  /** The state with this root. */
  public TrieStateView(NodeReader nodes, Hash stateRoot, CodeReader codes) {
    this.nodes = nodes;
    this.codes = codes;
    this.accounts = new Trie(nodes, Hash.ZERO, stateRoot);
  }

  @Override
  public @Nullable Account account(Address address) {
    return StateTrie.account(accounts.get(Nibbles.of(StateTrie.key(address))));
  }

  @Override
  public UInt256 storage(Address address, UInt256 slot) {
    Trie trie = storage.get(address);
    if (trie == null) {
      Account account = account(address);
      Hash root = account == null ? Keccak256.EMPTY_TRIE : account.storageRoot();
      trie = new Trie(nodes, StateTrie.key(address), root);
      storage.put(address, trie);
    }
    return StateTrie.slot(trie.get(Nibbles.of(StateTrie.key(slot))));
  }

  @Override
  public Bytes code(Hash codeHash) {
    if (codeHash.equals(Keccak256.EMPTY)) {
      return Bytes.EMPTY;
    }
    Bytes code = codes.code(codeHash);
    if (code == null) {
      throw new StateUnavailableException("missing code " + codeHash);
    }
    return code;
  }
}
