package dev.kopi.adapters.store;

import dev.kopi.core.chain.block.Block;
import dev.kopi.core.chain.block.HeaderBuilder;
import dev.kopi.core.chain.receipt.Log;
import dev.kopi.core.chain.receipt.Receipt;
import dev.kopi.core.chain.receipt.ReceiptCodec;
import dev.kopi.core.chain.transaction.Signature;
import dev.kopi.core.chain.transaction.Transaction;
import dev.kopi.core.chain.transaction.TransactionEnvelope;
import dev.kopi.core.chain.transaction.TransactionType;
import dev.kopi.core.crypto.hash.Keccak256;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.core.state.StateDiff;
import dev.kopi.core.store.ChainStore;
import dev.kopi.core.store.ExecutedBlock;
import dev.kopi.core.trie.OrderedTrie;
import dev.kopi.core.trie.StateTrie;
import dev.kopi.core.trie.TrieUpdate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;

/** Makes up blocks whose changes are random, but whose roots are right. */
public final class TrieChain {
  public static final int ACCOUNTS = 60;
  private static final int SLOTS = 30;

  public final ExecutedBlock genesis;
  private final Random random;

  public TrieChain(long seed) {
    random = new Random(seed);
    StateDiff alloc = diff(ACCOUNTS, false);
    TrieUpdate trie = StateTrie.apply((owner, path, hash) -> null, Keccak256.EMPTY_TRIE, alloc);
    Block block =
        new Block(
            new HeaderBuilder().number(0).stateRoot(trie.root()).build(),
            List.of(),
            List.of(),
            null);
    genesis = new ExecutedBlock(block, List.of(), alloc, trie);
  }

  public static Address address(int i) {
    return Address.ofWords(i, 31L * i, i);
  }

  public static UInt256 slot(int i) {
    return UInt256.of(i);
  }

  /** A block on top of one whose state the store has. */
  public ExecutedBlock child(ChainStore store, Hash parent) {
    Block below = Objects.requireNonNull(store.block(parent));
    StateDiff diff = diff(random.nextInt(8), true);
    TrieUpdate trie = StateTrie.apply(store.trieNodes(parent), below.header().stateRoot(), diff);
    List<TransactionEnvelope> transactions = new ArrayList<>();
    List<Receipt> receipts = new ArrayList<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      transactions.add(
          TransactionEnvelope.of(
              new Transaction.Legacy(
                  random.nextLong() >>> 1,
                  UInt256.ONE,
                  21_000,
                  address(1),
                  UInt256.ONE,
                  Bytes.EMPTY,
                  new Signature(UInt256.of(27), UInt256.ONE, UInt256.ONE))));
      Log log = new Log(address(2), List.of(word().toHash()), word().toHash().toBytes());
      receipts.add(
          new Receipt(
              TransactionType.LEGACY, null, true, random.nextInt(99), List.of(log), null, null));
    }
    Block block =
        new Block(
            new HeaderBuilder()
                .parentHash(parent)
                .number(below.number() + 1)
                .stateRoot(trie.root())
                .transactionsRoot(
                    OrderedTrie.root(
                        transactions.stream().map(TransactionEnvelope::encoded).toList()))
                .receiptsRoot(
                    OrderedTrie.root(receipts.stream().map(ReceiptCodec::encode).toList()))
                .extraData(word().toHash().toBytes())
                .build(),
            transactions,
            List.of(),
            null);
    return new ExecutedBlock(block, receipts, diff, trie);
  }

  private StateDiff diff(int changed, boolean removing) {
    Map<Address, StateDiff.AccountChange> accounts = new HashMap<>();
    Map<Hash, Bytes> codes = new HashMap<>();
    for (int i = 0; i < changed; i++) {
      int dice = removing ? random.nextInt(12) : 11;
      Address address = address(random.nextInt(ACCOUNTS));
      if (dice == 0) {
        accounts.put(address, new StateDiff.AccountChange(null, true, Map.of()));
        continue;
      }
      Map<UInt256, UInt256> slots = new HashMap<>();
      for (int j = random.nextInt(5); j > 0; j--) {
        slots.put(slot(random.nextInt(SLOTS)), random.nextInt(3) == 0 ? UInt256.ZERO : word());
      }
      Bytes code = random.nextBoolean() ? Bytes.EMPTY : word().toHash().toBytes();
      codes.put(Keccak256.hash(code), code);
      accounts.put(
          address,
          new StateDiff.AccountChange(
              new StateDiff.Content(random.nextInt(9) + 1, word(), Keccak256.hash(code)),
              dice == 1,
              slots));
    }
    return new StateDiff(accounts, codes);
  }

  private UInt256 word() {
    return UInt256.ofWords(
        random.nextLong(), random.nextLong(), random.nextLong(), random.nextLong());
  }
}
