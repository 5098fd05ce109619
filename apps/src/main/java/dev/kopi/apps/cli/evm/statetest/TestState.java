package dev.kopi.apps.cli.evm.statetest;

import dev.kopi.apps.cli.evm.fixture.TestNumbers;
import dev.kopi.core.crypto.hash.Keccak256;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.core.state.Account;
import dev.kopi.core.state.StateDiff;
import dev.kopi.core.state.StateDiff.AccountChange;
import dev.kopi.core.state.StateDiff.Content;
import dev.kopi.core.state.StateView;
import dev.kopi.core.trie.NodeReader;
import dev.kopi.core.trie.StateTrie;
import dev.kopi.core.trie.TrieUpdate;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A world state in memory, from the accounts of a test. */
final class TestState implements StateView {
  private record Place(Hash owner, Bytes path) {}

  private final StateDiff alloc;
  private final TrieUpdate trie;
  private final Map<Place, Bytes> nodes = new HashMap<>();

  private TestState(StateDiff alloc) {
    this.alloc = alloc;
    this.trie = StateTrie.apply((owner, path, hash) -> null, Keccak256.EMPTY_TRIE, alloc);
    for (TrieUpdate.NodeChange change : trie.changes()) {
      Bytes node = change.node();
      if (node != null) {
        nodes.put(new Place(change.owner(), change.path()), node);
      }
    }
  }

  /** The accounts of a {@code pre} object. */
  static TestState of(@Nullable JsonNode pre) {
    Map<Address, AccountChange> accounts = new HashMap<>();
    Map<Hash, Bytes> codes = new HashMap<>();
    for (Map.Entry<String, JsonNode> entry : TestNumbers.object(pre).properties()) {
      JsonNode account = entry.getValue();
      Bytes code = TestNumbers.bytes(account.get("code"));
      Hash codeHash = Keccak256.hash(code);
      if (!code.isEmpty()) {
        codes.put(codeHash, code);
      }
      Map<UInt256, UInt256> storage = new HashMap<>();
      JsonNode slots = TestNumbers.object(account.get("storage"));
      for (Map.Entry<String, JsonNode> slot : slots.properties()) {
        UInt256 value = TestNumbers.number(slot.getValue());
        if (!value.isZero()) {
          storage.put(UInt256.fromHex(slot.getKey()), value);
        }
      }
      Content content =
          new Content(
              TestNumbers.number64(account.get("nonce")),
              TestNumbers.number(account.get("balance")),
              codeHash);
      accounts.put(Address.fromHex(entry.getKey()), new AccountChange(content, false, storage));
    }
    return new TestState(new StateDiff(accounts, codes));
  }

  /** The state root after a difference. */
  Hash rootAfter(StateDiff diff) {
    NodeReader reader = (owner, path, hash) -> nodes.get(new Place(owner, path));
    return StateTrie.apply(reader, trie.root(), diff).root();
  }

  @Override
  public @Nullable Account account(Address address) {
    AccountChange change = alloc.accounts().get(address);
    Content content = change == null ? null : change.after();
    if (content == null) {
      return null;
    }
    Hash storageRoot = trie.storageRoots().getOrDefault(address, Keccak256.EMPTY_TRIE);
    return new Account(content.nonce(), content.balance(), storageRoot, content.codeHash());
  }

  @Override
  public UInt256 storage(Address address, UInt256 slot) {
    AccountChange change = alloc.accounts().get(address);
    return change == null ? UInt256.ZERO : change.storage().getOrDefault(slot, UInt256.ZERO);
  }

  @Override
  public Bytes code(Hash codeHash) {
    return alloc.codes().getOrDefault(codeHash, Bytes.EMPTY);
  }
}
