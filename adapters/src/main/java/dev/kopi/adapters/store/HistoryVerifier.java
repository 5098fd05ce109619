package dev.kopi.adapters.store;

import dev.kopi.core.chain.block.Header;
import dev.kopi.core.crypto.hash.Keccak256;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.rollup.BlockId;
import dev.kopi.core.state.Account;
import dev.kopi.core.state.StateUnavailableException;
import dev.kopi.core.store.StoreException;
import dev.kopi.core.trie.StateTrie;
import dev.kopi.core.trie.Tasks;
import dev.kopi.core.trie.TrieWalk;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Checks the states before the base, back to the oldest: each entry that a block changed is, before
 * and after it, what the tries of that time prove.
 */
final class HistoryVerifier {
  /** How many blocks are brought to the threads at once. */
  private static final int BLOCKS_AT_ONCE = 1024;

  private final Base base;
  private final ChainDatabase chain;
  private final Codes codes;
  private final Tasks tasks;
  private final Findings findings;

  HistoryVerifier(Base base, ChainDatabase chain, Codes codes, Tasks tasks, Findings findings) {
    this.base = base;
    this.chain = chain;
    this.codes = codes;
    this.tasks = tasks;
    this.findings = findings;
  }

  void verify() {
    for (long end = base.id.number(); end > base.oldest; end -= BLOCKS_AT_ONCE) {
      List<Supplier<Boolean>> pieces = new ArrayList<>();
      for (long at = end; at > base.oldest && at > end - BLOCKS_AT_ONCE; at--) {
        long number = at;
        pieces.add(() -> {
          verify(number);
          return true;
        });
      }
      tasks.run(pieces);
    }
  }

  private void verify(long number) {
    try {
      State after = state(number);
      State before = state(number - 1);
      byte[] changes = base.snapshot().get(Kind.CHANGES, Keys.number(number));
      if (after == null || before == null || changes == null) {
        findings.add("the history of block " + number + " is not there");
        return;
      }
      ChangedKeys.decode(changes)
          .forEach((kind, key) -> {
            before.verify(kind, key);
            after.verify(kind, key);
          });
    } catch (StoreException | StateUnavailableException | DecodeException e) {
      findings.add("the history of block " + number, e);
    }
    findings.counted(1);
  }

  private @Nullable State state(long number) {
    byte[] hash = base.snapshot().get(Kind.LINEAGE, Keys.number(number));
    if (hash == null) {
      return null;
    }
    BlockId at = new BlockId(Hash.of(hash), number);
    Header header = chain.header(at.hash());
    if (header == null) {
      findings.add("the header of block " + at + " is not there");
      return null;
    }
    return new State(at, header.stateRoot());
  }

  /** The state after one block, with what was read of its tries. For one thread. */
  private final class State {
    private static final int MOST_NODES = 100_000;

    private final BlockId at;
    private final Hash root;
    private final Map<Bytes, Optional<Bytes>> nodes = new HashMap<>();
    private final Map<Hash, Optional<Account>> accounts = new HashMap<>();

    State(BlockId at, Hash root) {
      this.at = at;
      this.root = root;
    }

    void verify(Kind kind, byte[] key) {
      boolean same =
          switch (kind) {
            case ACCOUNT -> sameAccount(key);
            case SLOT -> sameSlot(key);
            default -> sameNode(key);
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

    private @Nullable Bytes node(Hash owner, Bytes path, Hash hash) {
      Bytes key = Bytes.wrap(Keys.node(owner, path));
      Optional<Bytes> known = nodes.get(key);
      if (known == null) {
        byte[] node = base.read(Kind.NODE, key.unsafeArray(), at);
        boolean there = node.length != 0 && Keccak256.hash(node).equals(hash);
        known = there ? Optional.of(Bytes.wrap(node)) : Optional.empty();
        if (nodes.size() >= MOST_NODES) {
          nodes.clear();
        }
        nodes.put(key, known);
      }
      return known.orElse(null);
    }

    private @Nullable Account account(Hash account) {
      return accounts
          .computeIfAbsent(
              account,
              key ->
                  Optional.ofNullable(
                      StateTrie.account(TrieWalk.get(this::node, Hash.ZERO, root, key))))
          .orElse(null);
    }

    private Hash storageRoot(Hash owner) {
      Account account = account(owner);
      return account == null ? Keccak256.EMPTY_TRIE : account.storageRoot();
    }

    private boolean sameAccount(byte[] key) {
      Account stored = Values.account(base.read(Kind.ACCOUNT, key, at));
      if (stored != null) {
        codes.verify(stored.codeHash());
      }
      return Objects.equals(stored, account(Hash.of(key)));
    }

    private boolean sameSlot(byte[] key) {
      Hash owner = Hash.of(key, 0);
      Bytes value = TrieWalk.get(this::node, owner, storageRoot(owner), Hash.of(key, 32));
      return Values.slot(base.read(Kind.SLOT, key, at)).equals(StateTrie.slot(value));
    }

    private boolean sameNode(byte[] key) {
      Hash owner = Hash.of(key, 0);
      Hash top = owner.isZero() ? root : storageRoot(owner);
      Bytes path = Bytes.copyOf(key, 32, key.length - 32);
      Hash inTrie = TrieWalk.hashAt(this::node, owner, top, path);
      byte[] node = base.read(Kind.NODE, key, at);
      return Objects.equals(inTrie, node.length == 0 ? null : Keccak256.hash(node));
    }
  }
}
