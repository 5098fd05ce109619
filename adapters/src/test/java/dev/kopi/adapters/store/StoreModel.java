package dev.kopi.adapters.store;

import dev.kopi.core.chain.block.Block;
import dev.kopi.core.chain.block.HeaderBuilder;
import dev.kopi.core.chain.receipt.Log;
import dev.kopi.core.chain.receipt.Receipt;
import dev.kopi.core.chain.transaction.Signature;
import dev.kopi.core.chain.transaction.Transaction;
import dev.kopi.core.chain.transaction.TransactionEnvelope;
import dev.kopi.core.chain.transaction.TransactionType;
import dev.kopi.core.crypto.hash.Keccak256;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.core.state.Account;
import dev.kopi.core.state.StateDiff;
import dev.kopi.core.store.ExecutedBlock;
import dev.kopi.core.trie.TrieUpdate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * The naive twin of a store: a whole copy of the state for each block. It also makes up blocks.
 * Their states are as good as random, with trie nodes that belong to no trie: a store must give
 * back what it was given.
 */
final class StoreModel {
  static final int ACCOUNTS = 12;
  private static final int SLOTS = 8;

  record SlotKey(Address address, UInt256 slot) {}

  record NodeKey(Hash owner, Bytes path) {}

  /** All that there is after one block. */
  record State(
      Map<Address, Account> accounts, Map<SlotKey, UInt256> slots, Map<NodeKey, Bytes> nodes) {
    State copy() {
      return new State(new HashMap<>(accounts), new HashMap<>(slots), new HashMap<>(nodes));
    }
  }

  final Map<Hash, ExecutedBlock> blocks = new LinkedHashMap<>();
  final Map<Hash, State> states = new HashMap<>();
  final ExecutedBlock genesis;
  private final Random random;
  private int serial;

  StoreModel(long seed) {
    random = new Random(seed);
    genesis = make(null);
  }

  static Address address(int i) {
    return Address.ofWords(i, 7L * i, i);
  }

  static UInt256 slot(int i) {
    return UInt256.of(1000L + i);
  }

  static Hash owner(Address address) {
    return Keccak256.hash(address.toArray());
  }

  ExecutedBlock block(Hash hash) {
    return Objects.requireNonNull(blocks.get(hash));
  }

  State state(Hash hash) {
    return Objects.requireNonNull(states.get(hash));
  }

  private UInt256 word() {
    return UInt256.ofWords(
        random.nextLong(), random.nextLong(), random.nextLong(), random.nextLong());
  }

  /** A block on top of one that is known. */
  ExecutedBlock child(Hash parent) {
    return make(block(parent));
  }

  private ExecutedBlock make(@Nullable ExecutedBlock parent) {
    State state =
        parent == null
            ? new State(Map.of(), Map.of(), Map.of()).copy()
            : state(parent.block().hash()).copy();
    Map<Address, StateDiff.AccountChange> accounts = new HashMap<>();
    Map<Address, Hash> roots = new HashMap<>();
    Map<Hash, Bytes> codes = new HashMap<>();
    List<TrieUpdate.NodeChange> nodes = new ArrayList<>();
    int changed = parent == null ? ACCOUNTS : random.nextInt(4);
    for (int i = 0; i < changed; i++) {
      Address address = address(random.nextInt(ACCOUNTS));
      if (!accounts.containsKey(address)) {
        accounts.put(address, change(state, address, roots, codes, nodes));
      }
    }
    for (int i = random.nextInt(4); i >= 0; i--) {
      changeNode(state, Hash.ZERO, nodes);
    }
    List<TransactionEnvelope> transactions = new ArrayList<>();
    List<Receipt> receipts = new ArrayList<>();
    for (int i = parent == null ? 0 : random.nextInt(3); i > 0; i--) {
      transactions.add(transaction());
      receipts.add(receipt());
    }
    Block block =
        new Block(
            new HeaderBuilder()
                .parentHash(parent == null ? Hash.ZERO : parent.block().hash())
                .number(parent == null ? 5 : parent.block().number() + 1)
                .extraData(Bytes.copyOf(new byte[] {(byte) (serial >> 8), (byte) serial++}))
                .build(),
            transactions,
            List.of(),
            random.nextBoolean() ? null : List.of());
    ExecutedBlock executed =
        new ExecutedBlock(
            block,
            receipts,
            new StateDiff(accounts, codes),
            new TrieUpdate(word().toHash(), roots, nodes));
    blocks.put(block.hash(), executed);
    states.put(block.hash(), state);
    return executed;
  }

  private StateDiff.AccountChange change(
      State state,
      Address address,
      Map<Address, Hash> roots,
      Map<Hash, Bytes> codes,
      List<TrieUpdate.NodeChange> nodes) {
    int dice = random.nextInt(10);
    boolean gone = dice == 0;
    boolean cleared = dice <= 1;
    if (cleared) {
      state.slots.keySet().removeIf(key -> key.address().equals(address));
      boolean told = random.nextBoolean();
      state.nodes.keySet().stream()
          .filter(key -> key.owner().equals(owner(address)))
          .toList()
          .forEach(key -> {
            state.nodes.remove(key);
            if (told) {
              nodes.add(new TrieUpdate.NodeChange(key.owner(), key.path(), null));
            }
          });
    }
    if (gone) {
      state.accounts.remove(address);
      return new StateDiff.AccountChange(null, cleared && random.nextBoolean(), Map.of());
    }
    Map<UInt256, UInt256> slots = new HashMap<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      UInt256 slot = slot(random.nextInt(SLOTS));
      UInt256 value = random.nextInt(3) == 0 ? UInt256.ZERO : word();
      slots.put(slot, value);
      if (value.isZero()) {
        state.slots.remove(new SlotKey(address, slot));
      } else {
        state.slots.put(new SlotKey(address, slot), value);
      }
    }
    for (int i = random.nextInt(3); i > 0; i--) {
      changeNode(state, owner(address), nodes);
    }
    boolean hasStorage =
        state.slots.keySet().stream().anyMatch(key -> key.address().equals(address))
            || state.nodes.keySet().stream().anyMatch(key -> key.owner().equals(owner(address)));
    Hash root = hasStorage ? word().toHash() : Keccak256.EMPTY_TRIE;
    Bytes code = random.nextBoolean() ? Bytes.EMPTY : word().toHash().toBytes();
    Hash codeHash = Keccak256.hash(code);
    codes.put(codeHash, code);
    Account account = new Account(random.nextLong(), word(), root, codeHash);
    state.accounts.put(address, account);
    roots.put(address, root);
    return new StateDiff.AccountChange(
        new StateDiff.Content(account.nonce(), account.balance(), codeHash), cleared, slots);
  }

  private void changeNode(State state, Hash owner, List<TrieUpdate.NodeChange> nodes) {
    byte[] path = new byte[random.nextInt(4)];
    for (int i = 0; i < path.length; i++) {
      path[i] = (byte) (random.nextBoolean() ? 0 : 15);
    }
    NodeKey key = new NodeKey(owner, Bytes.copyOf(path));
    if (random.nextInt(4) == 0) {
      state.nodes.remove(key);
      nodes.add(new TrieUpdate.NodeChange(owner, key.path(), null));
    } else {
      Bytes node = word().toHash().toBytes();
      state.nodes.put(key, node);
      nodes.add(new TrieUpdate.NodeChange(owner, key.path(), node));
    }
  }

  private TransactionEnvelope transaction() {
    return TransactionEnvelope.of(
        new Transaction.Legacy(
            random.nextInt(4),
            UInt256.ONE,
            21_000,
            address(1),
            UInt256.of(random.nextInt(1 << 20)),
            Bytes.EMPTY,
            new Signature(UInt256.of(27), UInt256.ONE, UInt256.ONE)));
  }

  private Receipt receipt() {
    return new Receipt(
        random.nextBoolean() ? TransactionType.LEGACY : TransactionType.DEPOSIT,
        random.nextInt(4) == 0 ? word().toHash() : null,
        random.nextBoolean(),
        random.nextInt(1 << 20),
        random.nextBoolean()
            ? List.of()
            : List.of(new Log(address(3), List.of(word().toHash()), word().toHash().toBytes())),
        random.nextBoolean() ? null : (Long) random.nextLong(),
        random.nextBoolean() ? null : (Long) 1L);
  }
}
