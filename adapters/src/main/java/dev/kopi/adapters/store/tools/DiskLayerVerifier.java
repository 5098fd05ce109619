package dev.kopi.adapters.store.tools;

import dev.kopi.adapters.store.chain.ChainDatabase;
import dev.kopi.adapters.store.disklayer.DiskLayer;
import dev.kopi.adapters.store.kv.KeyValueStore;
import dev.kopi.adapters.store.kv.Table;
import dev.kopi.adapters.store.schema.Keys;
import dev.kopi.adapters.store.schema.Values;
import dev.kopi.core.chain.block.Header;
import dev.kopi.core.crypto.hash.Keccak256;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.state.Account;
import dev.kopi.core.state.StateDiff;
import dev.kopi.core.store.StoreException;
import dev.kopi.core.trie.StateTrie;
import dev.kopi.core.trie.Tasks;
import dev.kopi.core.trie.TrieWalk;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;

/**
 * Verifies the state of the disk layer against the header of its block: every trie node has the
 * hash that its parent, or the header, contains; the leaves are exactly the accounts and slots;
 * there is no other node, slot or account; all code is there.
 *
 * <p>The parts are verified in parallel: the account trie by the sixteen subtries below its root,
 * the storage tries by ranges of their owners, and large storage tries by their subtries.
 */
final class DiskLayerVerifier {
  private static final int WAYS = 16;
  private static final Hash LAST = Hash.ofWords(-1, -1, -1, -1);

  private final DiskLayer disk;
  private final ChainDatabase chain;
  private final CodeVerifier codes;
  private final Tasks tasks;
  private final Findings findings;

  DiskLayerVerifier(
      DiskLayer disk, ChainDatabase chain, CodeVerifier codes, Tasks tasks, Findings findings) {
    this.disk = disk;
    this.chain = chain;
    this.codes = codes;
    this.tasks = tasks;
    this.findings = findings;
  }

  void verify() {
    Header header = chain.header(disk.block().hash());
    if (header == null) {
      findings.add("the header of the disk layer's block " + disk.block() + " is missing");
      return;
    }
    List<Supplier<Boolean>> pieces = new ArrayList<>(parts(Hash.ZERO, header.stateRoot()));
    for (int i = 0; i < WAYS; i++) {
      int nibble = i;
      pieces.add(() -> guarded(() -> verifyStorage(nibble)));
    }
    tasks.run(pieces);
  }

  private List<Supplier<Boolean>> parts(Hash owner, Hash root) {
    List<Supplier<Boolean>> pieces = new ArrayList<>();
    for (int i = 0; i < WAYS; i++) {
      int nibble = i;
      pieces.add(() -> guarded(() -> verifyPart(owner, root, nibble)));
    }
    return pieces;
  }

  private boolean guarded(Runnable piece) {
    try {
      piece.run();
      return true;
    } catch (Broken e) {
      findings.add("the state after block " + disk.block().number(), e);
    } catch (StoreException e) {
      findings.add(null, e);
    }
    return false;
  }

  /** Verifies the subtrie whose keys begin with a nibble. */
  private void verifyPart(Hash owner, Hash root, int nibble) {
    KeyValueStore.Snapshot snapshot = disk.snapshot();
    Table table = owner.isZero() ? Table.ACCOUNT : Table.SLOT;
    byte[] top = Keys.node(owner, Bytes.EMPTY);
    byte[] first = {(byte) nibble};
    byte[] entriesFrom = owner.isZero() ? new byte[1] : Arrays.copyOf(top, 33);
    int at = entriesFrom.length - 1;
    entriesFrom[at] = (byte) (nibble << 4);
    try (KeyValueStore.Cursor nodes =
            snapshot.seek(Table.NODE, Keys.node(owner, Bytes.wrap(first)));
        KeyValueStore.Cursor entries = snapshot.seek(table, entriesFrom)) {
      Lockstep lockstep = new Lockstep(nodes, entries, owner, true);
      if (root.equals(Keccak256.EMPTY_TRIE) && snapshot.get(Table.NODE, top) != null) {
        throw new Broken("a dangling trie node: " + Bytes.wrap(top));
      }
      lockstep.run(visitor -> TrieWalk.walkPart(root, nibble, visitor));
      if (nodes.valid()
          && Keys.startsWith(nodes.key(), top)
          && (nibble == WAYS - 1 || nodes.key()[32] == nibble)) {
        throw new Broken("a dangling trie node: " + Bytes.wrap(nodes.key()));
      }
      if (entries.valid()
          && (owner.isZero() || Keys.startsWith(entries.key(), top))
          && (entries.key()[at] >> 4 & 0xf) == nibble) {
        throw new Broken(table.label() + " " + Bytes.wrap(entries.key()) + " is in no trie");
      }
    }
  }

  /** Verifies the storage of the accounts whose hashes begin with a nibble. */
  private void verifyStorage(int nibble) {
    KeyValueStore.Snapshot snapshot = disk.snapshot();
    byte[] from = new byte[32];
    from[0] = (byte) (nibble << 4);
    byte[] nodesFrom = from.clone();
    // Owner zero stands for the account trie.
    nodesFrom[31] = 1;
    try (Seeker nodes = new Seeker(snapshot, Table.NODE, nodesFrom);
        Seeker slots = new Seeker(snapshot, Table.SLOT, from);
        KeyValueStore.Cursor owners = snapshot.seek(Table.ACCOUNT, from)) {
      for (; owners.valid() && isOf(nibble, owners.key()); owners.next()) {
        Account account = Values.account(owners.value());
        if (account != null && !account.storageRoot().equals(Keccak256.EMPTY_TRIE)) {
          verifyStorage(Hash.of(owners.key(), 0), account.storageRoot(), nodes, slots);
        }
      }
      if (nodes.at.valid() && isOf(nibble, nodes.at.key())) {
        throw new Broken("a dangling trie node: " + Bytes.wrap(nodes.at.key()));
      }
      if (slots.at.valid() && isOf(nibble, slots.at.key())) {
        throw new Broken("slot " + Bytes.wrap(slots.at.key()) + " is in no trie");
      }
    }
  }

  private void verifyStorage(Hash owner, Hash root, Seeker nodes, Seeker slots) {
    byte[] top = Keys.node(owner, Bytes.EMPTY);
    if (!isWide(top)) {
      new Lockstep(nodes.at, slots.at, owner, false).run(visitor -> TrieWalk.walk(root, visitor));
      return;
    }
    if (!nodes.at.valid() || !Arrays.equals(nodes.at.key(), top)) {
      throw new Broken("a dangling trie node: " + Bytes.wrap(nodes.at.key()));
    }
    if (slots.at.valid() && Arrays.compareUnsigned(slots.at.key(), top) < 0) {
      throw new Broken("slot " + Bytes.wrap(slots.at.key()) + " is in no trie");
    }
    if (tasks.run(parts(owner, root)).contains(false)) {
      return;
    }
    byte[] beyond = Arrays.copyOf(top, 33);
    Arrays.fill(beyond, 32, 33, (byte) 0xff);
    nodes.seek(beyond);
    slots.seek(Arrays.copyOf(Keys.slot(owner, LAST), 65));
  }

  /** Whether a trie has at least hundreds of keys. */
  private boolean isWide(byte[] top) {
    byte[] root = disk.snapshot().get(Table.NODE, top);
    byte[] below = disk.snapshot().get(Table.NODE, Arrays.copyOf(top, 33));
    try {
      return root != null
          && below != null
          && TrieWalk.isFullBranch(Bytes.wrap(root))
          && TrieWalk.isFullBranch(Bytes.wrap(below));
    } catch (DecodeException e) {
      return false;
    }
  }

  private static boolean isOf(int nibble, byte[] key) {
    return (key[0] >> 4 & 0xf) == nibble;
  }

  /** The verification of a piece cannot continue. */
  private static final class Broken extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Broken(String message) {
      super(message);
    }
  }

  /** A cursor that can be moved to another key. */
  private static final class Seeker implements AutoCloseable {
    private final KeyValueStore.Snapshot snapshot;
    private final Table table;
    private KeyValueStore.Cursor at;

    Seeker(KeyValueStore.Snapshot snapshot, Table table, byte[] from) {
      this.snapshot = snapshot;
      this.table = table;
      this.at = snapshot.seek(table, from);
    }

    void seek(byte[] from) {
      at.close();
      at = snapshot.seek(table, from);
    }

    @Override
    public void close() {
      at.close();
    }
  }

  private interface Walk {
    void over(TrieWalk.Visitor visitor);
  }

  /** Walks a trie and the stored entries in parallel: both must yield the same sequence. */
  private final class Lockstep implements TrieWalk.Visitor {
    private final KeyValueStore.Cursor nodes;
    private final KeyValueStore.Cursor entries;
    private final Hash owner;

    /** Whether only a subtrie is walked: its root is then read apart from the cursor. */
    private final boolean part;

    Lockstep(KeyValueStore.Cursor nodes, KeyValueStore.Cursor entries, Hash owner, boolean part) {
      this.nodes = nodes;
      this.entries = entries;
      this.owner = owner;
      this.part = part;
    }

    void run(Walk walk) {
      try {
        walk.over(this);
      } catch (DecodeException e) {
        throw new Broken("a trie of owner " + owner + " is malformed: " + e.getMessage());
      }
    }

    @Override
    public Bytes node(Bytes path, Hash hash) {
      byte[] key = Keys.node(owner, path);
      byte[] node = part && path.isEmpty() ? disk.snapshot().get(Table.NODE, key) : next(key);
      if (node == null) {
        throw new Broken("the trie node " + Bytes.wrap(key) + " is missing");
      }
      if (!Keccak256.hash(node).equals(hash)) {
        throw new Broken("the trie node " + Bytes.wrap(key) + " does not have the hash " + hash);
      }
      return Bytes.wrap(node);
    }

    private byte[] next(byte[] key) {
      if (!nodes.valid() || !Arrays.equals(nodes.key(), key)) {
        Bytes found = nodes.valid() ? Bytes.wrap(nodes.key()) : Bytes.EMPTY;
        throw new Broken("the trie node " + Bytes.wrap(key) + " was expected; found " + found);
      }
      byte[] node = nodes.value();
      nodes.next();
      return node;
    }

    @Override
    public void leaf(Hash key, Bytes value) {
      byte[] expected = owner.isZero() ? key.toArray() : Keys.slot(owner, key);
      boolean same =
          entries.valid()
              && Arrays.equals(entries.key(), expected)
              && Arrays.equals(trieValue(entries.value()), value.unsafeArray());
      if (!same) {
        throw new Broken("the entry " + Bytes.wrap(expected) + " differs from the trie");
      }
      entries.next();
      findings.counted(1);
    }

    private byte[] trieValue(byte[] stored) {
      if (!owner.isZero()) {
        return StateTrie.encode(Values.slot(stored)).unsafeArray();
      }
      Account account = Values.account(stored);
      if (account == null) {
        return stored;
      }
      codes.verify(account.codeHash());
      return StateTrie.encode(
              new StateDiff.Content(account.nonce(), account.balance(), account.codeHash()),
              account.storageRoot())
          .unsafeArray();
    }
  }
}
