package dev.kopi.adapters.store.tools;

import dev.kopi.adapters.store.chain.ChainDatabase;
import dev.kopi.adapters.store.disklayer.ChangedKeys;
import dev.kopi.adapters.store.disklayer.DiskLayer;
import dev.kopi.adapters.store.kv.Table;
import dev.kopi.adapters.store.schema.Keys;
import dev.kopi.adapters.store.schema.Values;
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
 * Verifies the states below the disk layer, down to the oldest: each entry that a block changed,
 * before and after the block, against the tries of these states.
 */
final class HistoryVerifier {
  /** The number of blocks that are verified in parallel. */
  private static final int BLOCKS_AT_ONCE = 1024;

  private final DiskLayer disk;
  private final ChainDatabase chain;
  private final CodeVerifier codes;
  private final Tasks tasks;
  private final Findings findings;

  HistoryVerifier(
      DiskLayer disk, ChainDatabase chain, CodeVerifier codes, Tasks tasks, Findings findings) {
    this.disk = disk;
    this.chain = chain;
    this.codes = codes;
    this.tasks = tasks;
    this.findings = findings;
  }

  void verify() {
    for (long end = disk.block().number(); end > disk.oldest(); end -= BLOCKS_AT_ONCE) {
      List<Supplier<Boolean>> pieces = new ArrayList<>();
      for (long at = end; at > disk.oldest() && at > end - BLOCKS_AT_ONCE; at--) {
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
      byte[] changes = disk.snapshot().get(Table.CHANGES, Keys.number(number));
      if (after == null || before == null || changes == null) {
        findings.add("the history of block " + number + " is not there");
        return;
      }
      ChangedKeys.decode(changes)
          .forEach((table, key) -> {
            before.verify(table, key);
            after.verify(table, key);
          });
    } catch (StoreException | StateUnavailableException | DecodeException e) {
      findings.add("the history of block " + number, e);
    }
    findings.counted(1);
  }

  private @Nullable State state(long number) {
    byte[] hash = disk.snapshot().get(Table.LINEAGE, Keys.number(number));
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

  /** The state after one block, with a cache of its trie nodes and accounts. For one thread. */
  private final class State {
    private static final int MAX_NODES = 100_000;

    private final BlockId at;
    private final Hash root;
    private final Map<Bytes, Optional<Bytes>> nodes = new HashMap<>();
    private final Map<Hash, Optional<Account>> accounts = new HashMap<>();

    State(BlockId at, Hash root) {
      this.at = at;
      this.root = root;
    }

    void verify(Table table, byte[] key) {
      boolean same =
          switch (table) {
            case ACCOUNT -> sameAccount(key);
            case SLOT -> sameSlot(key);
            default -> sameNode(key);
          };
      if (!same) {
        findings.add(
            table.label()
                + " "
                + Bytes.wrap(key)
                + " after block "
                + at.number()
                + " differs from the trie");
      }
    }

    private @Nullable Bytes node(Hash owner, Bytes path, Hash hash) {
      Bytes key = Bytes.wrap(Keys.node(owner, path));
      Optional<Bytes> known = nodes.get(key);
      if (known == null) {
        byte[] node = disk.read(Table.NODE, key.unsafeArray(), at);
        boolean there = node.length != 0 && Keccak256.hash(node).equals(hash);
        known = there ? Optional.of(Bytes.wrap(node)) : Optional.empty();
        if (nodes.size() >= MAX_NODES) {
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
      Account stored = Values.account(disk.read(Table.ACCOUNT, key, at));
      if (stored != null) {
        codes.verify(stored.codeHash());
      }
      return Objects.equals(stored, account(Hash.of(key)));
    }

    private boolean sameSlot(byte[] key) {
      Hash owner = Hash.of(key, 0);
      Bytes value = TrieWalk.get(this::node, owner, storageRoot(owner), Hash.of(key, 32));
      return Values.slot(disk.read(Table.SLOT, key, at)).equals(StateTrie.slot(value));
    }

    private boolean sameNode(byte[] key) {
      Hash owner = Hash.of(key, 0);
      Hash top = owner.isZero() ? root : storageRoot(owner);
      Bytes path = Bytes.copyOf(key, 32, key.length - 32);
      Hash inTrie = TrieWalk.hashAt(this::node, owner, top, path);
      byte[] node = disk.read(Table.NODE, key, at);
      return Objects.equals(inTrie, node.length == 0 ? null : Keccak256.hash(node));
    }
  }
}
