package dev.kopi.adapters.store;

import dev.kopi.core.chain.Header;
import dev.kopi.core.crypto.Keccak256;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.rollup.BlockId;
import dev.kopi.core.state.Account;
import dev.kopi.core.state.StateDiff;
import dev.kopi.core.state.StateUnavailableException;
import dev.kopi.core.store.StoreException;
import dev.kopi.core.trie.NodeReader;
import dev.kopi.core.trie.StateTrie;
import dev.kopi.core.trie.TrieWalk;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Checks the state in the database against the headers. For the base: every node hashes to what its
 * parent says, up to the state root; the leaves are exactly the accounts and slots; there is no
 * other node, slot or account; all code is there. For older states: each entry that a block changed
 * is, before and after it, what the tries of that time prove.
 */
final class StateVerifier {
  private final Base base;
  private final ChainDatabase chain;
  private final Findings findings;

  /** The hashes of the code that was looked at. */
  private final Set<Hash> codes = new HashSet<>();

  StateVerifier(Base base, ChainDatabase chain, Findings findings) {
    this.base = base;
    this.chain = chain;
    this.findings = findings;
  }

  void verifyBase() {
    Header header = chain.header(base.id.hash());
    if (header == null) {
      findings.add("the header of the base block " + base.id + " is not there");
      return;
    }
    KeyValue.Snapshot snapshot = base.snapshot();
    try (KeyValue.Cursor nodes = snapshot.seek(Kind.NODE, new byte[0]);
        KeyValue.Cursor accounts = snapshot.seek(Kind.ACCOUNT, new byte[0]);
        KeyValue.Cursor owners = snapshot.seek(Kind.ACCOUNT, new byte[0]);
        KeyValue.Cursor slots = snapshot.seek(Kind.SLOT, new byte[0])) {
      Lockstep state =
          new Lockstep(nodes, accounts, Hash.ZERO) {
            @Override
            byte[] trieValue(byte[] stored) {
              Account account = Values.account(stored);
              if (account == null) {
                return stored;
              }
              verifyCode(account);
              findings.counted(1);
              return StateTrie.encode(
                      new StateDiff.Content(account.nonce(), account.balance(), account.codeHash()),
                      account.storageRoot())
                  .unsafeArray();
            }
          };
      state.run(header.stateRoot());
      for (; owners.valid(); owners.next()) {
        Account account = Values.account(owners.value());
        Hash owner = Hash.of(owners.key(), 0);
        if (account != null && !account.storageRoot().equals(Keccak256.EMPTY_TRIE)) {
          Lockstep storage =
              new Lockstep(nodes, slots, owner) {
                @Override
                byte[] trieValue(byte[] stored) {
                  findings.counted(1);
                  return StateTrie.encode(Values.slot(stored)).unsafeArray();
                }
              };
          storage.run(account.storageRoot());
        }
      }
      if (nodes.valid()) {
        findings.add("a trie node that belongs to no trie: " + Bytes.wrap(nodes.key()));
      }
      if (accounts.valid() || slots.valid()) {
        findings.add("accounts or slots that are in no trie");
      }
    } catch (Broken e) {
      findings.add("the state after block " + base.id.number() + ": " + e.getMessage());
    }
  }

  private void verifyCode(Account account) {
    Hash hash = account.codeHash();
    if (hash.equals(Keccak256.EMPTY) || !codes.add(hash)) {
      return;
    }
    byte[] code = base.snapshot().get(Kind.CODE, hash.toArray());
    if (code == null || !Keccak256.hash(code).equals(hash)) {
      findings.add("the code with hash " + hash + " is " + (code == null ? "missing" : "another"));
    }
  }

  /** The state cannot be followed further. */
  private static final class Broken extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Broken(String message) {
      super(message);
    }
  }

  /** Walks a trie while cursors go over what is stored: both see the same, one after another. */
  private abstract static class Lockstep implements TrieWalk.Visitor {
    private final KeyValue.Cursor nodes;
    private final KeyValue.Cursor entries;
    private final Hash owner;

    Lockstep(KeyValue.Cursor nodes, KeyValue.Cursor entries, Hash owner) {
      this.nodes = nodes;
      this.entries = entries;
      this.owner = owner;
    }

    abstract byte[] trieValue(byte[] stored);

    void run(Hash root) {
      try {
        TrieWalk.walk(root, this);
      } catch (DecodeException e) {
        throw new Broken("a trie of owner " + owner + " is malformed: " + e.getMessage());
      }
    }

    @Override
    public Bytes node(Bytes path, Hash hash) {
      byte[] key = Keys.node(owner, path);
      if (!nodes.valid() || !Arrays.equals(nodes.key(), key)) {
        Bytes found = nodes.valid() ? Bytes.wrap(nodes.key()) : Bytes.EMPTY;
        throw new Broken("the trie node " + Bytes.wrap(key) + " was expected; found " + found);
      }
      byte[] node = nodes.value();
      if (!Keccak256.hash(node).equals(hash)) {
        throw new Broken("the trie node " + Bytes.wrap(key) + " has not the hash " + hash);
      }
      nodes.next();
      return Bytes.wrap(node);
    }

    @Override
    public void leaf(Hash key, Bytes value) {
      byte[] expected = owner.isZero() ? key.toArray() : Keys.slot(owner, key);
      boolean same =
          entries.valid()
              && Arrays.equals(entries.key(), expected)
              && Arrays.equals(trieValue(entries.value()), value.unsafeArray());
      if (!same) {
        throw new Broken("the entry " + Bytes.wrap(expected) + " is not what the trie has");
      }
      entries.next();
    }
  }

  /** Checks the states before the base, back to the oldest. */
  void verifyHistory() {
    for (long number = base.id.number(); number > base.oldest; number--) {
      BlockId after = lineage(number);
      BlockId before = lineage(number - 1);
      byte[] changes = base.snapshot().get(Kind.CHANGES, Keys.number(number));
      if (after == null || before == null || changes == null) {
        findings.add("the history of block " + number + " is not there");
        return;
      }
      try {
        ChangedKeys.decode(changes)
            .forEach((kind, key) -> {
              verifyEntry(kind, key, before);
              verifyEntry(kind, key, after);
            });
      } catch (StoreException | StateUnavailableException | DecodeException e) {
        findings.add("the history of block " + number + ": " + e.getMessage());
      }
      findings.counted(1);
    }
  }

  private @Nullable BlockId lineage(long number) {
    byte[] hash = base.snapshot().get(Kind.LINEAGE, Keys.number(number));
    return hash == null ? null : new BlockId(Hash.of(hash), number);
  }

  private void verifyEntry(Kind kind, byte[] key, BlockId at) {
    Header header = chain.header(at.hash());
    if (header == null) {
      findings.add("the header of block " + at + " is not there");
      return;
    }
    boolean same =
        switch (kind) {
          case ACCOUNT -> sameAccount(key, header.stateRoot(), at);
          case SLOT -> sameSlot(key, header.stateRoot(), at);
          default -> sameNode(key, header.stateRoot(), at);
        };
    if (!same) {
      findings.add(
          kind.label()
              + " "
              + Bytes.wrap(key)
              + " after block "
              + at.number()
              + " is not what the trie has");
    }
  }

  private NodeReader nodesAt(BlockId at) {
    return (owner, path, hash) -> {
      byte[] node = base.read(Kind.NODE, Keys.node(owner, path), at);
      return node.length == 0 || !Keccak256.hash(node).equals(hash) ? null : Bytes.wrap(node);
    };
  }

  private @Nullable Account accountInTrie(Hash account, Hash stateRoot, BlockId at) {
    return StateTrie.account(TrieWalk.get(nodesAt(at), Hash.ZERO, stateRoot, account));
  }

  private boolean sameAccount(byte[] key, Hash stateRoot, BlockId at) {
    Account stored = Values.account(base.read(Kind.ACCOUNT, key, at));
    if (stored != null) {
      verifyCode(stored);
    }
    return Objects.equals(stored, accountInTrie(Hash.of(key), stateRoot, at));
  }

  private boolean sameSlot(byte[] key, Hash stateRoot, BlockId at) {
    Hash owner = Hash.of(key, 0);
    Account account = accountInTrie(owner, stateRoot, at);
    Hash root = account == null ? Keccak256.EMPTY_TRIE : account.storageRoot();
    Bytes value = TrieWalk.get(nodesAt(at), owner, root, Hash.of(key, 32));
    return Values.slot(base.read(Kind.SLOT, key, at)).equals(StateTrie.slot(value));
  }

  private boolean sameNode(byte[] key, Hash stateRoot, BlockId at) {
    Hash owner = Hash.of(key, 0);
    Hash root = stateRoot;
    if (!owner.isZero()) {
      Account account = accountInTrie(owner, stateRoot, at);
      root = account == null ? Keccak256.EMPTY_TRIE : account.storageRoot();
    }
    Bytes path = Bytes.copyOf(key, 32, key.length - 32);
    Hash inTrie = TrieWalk.hashAt(nodesAt(at), owner, root, path);
    byte[] node = base.read(Kind.NODE, key, at);
    return Objects.equals(inTrie, node.length == 0 ? null : Keccak256.hash(node));
  }
}
