package dev.kopi.adapters.store.schema;

import dev.kopi.adapters.store.kv.Table;
import dev.kopi.core.chain.receipt.Log;
import dev.kopi.core.chain.receipt.Receipt;
import dev.kopi.core.chain.transaction.TransactionType;
import dev.kopi.core.crypto.hash.Keccak256;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.core.state.Account;
import dev.kopi.core.state.StateDiff;
import dev.kopi.core.trie.TrieUpdate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Encodes and decodes values of the database. An empty value stands for an absent entry. */
public final class Values {
  private static final byte[] NOTHING = new byte[0];

  private Values() {}

  public static byte[] account(@Nullable Account account) {
    if (account == null) {
      return NOTHING;
    }
    boolean hasStorage = !account.storageRoot().equals(Keccak256.EMPTY_TRIE);
    boolean hasCode = !account.codeHash().equals(Keccak256.EMPTY);
    ByteWriter out = new ByteWriter(110);
    out.number((hasStorage ? 1 : 0) | (hasCode ? 2 : 0));
    out.number(account.nonce()).number(account.balance());
    if (hasStorage) {
      out.hash(account.storageRoot());
    }
    if (hasCode) {
      out.hash(account.codeHash());
    }
    return out.toArray();
  }

  public static @Nullable Account account(byte @Nullable [] value) {
    if (value == null || value.length == 0) {
      return null;
    }
    ByteReader in = new ByteReader(value, "account");
    long flags = in.number();
    long nonce = in.number();
    UInt256 balance = in.uint256();
    Hash storageRoot = (flags & 1) != 0 ? in.hash() : Keccak256.EMPTY_TRIE;
    Hash codeHash = (flags & 2) != 0 ? in.hash() : Keccak256.EMPTY;
    in.expectEnd();
    return new Account(nonce, balance, storageRoot, codeHash);
  }

  public static byte[] slot(UInt256 value) {
    return value.toMinimalArray();
  }

  public static UInt256 slot(byte @Nullable [] value) {
    if (value == null || value.length == 0) {
      return UInt256.ZERO;
    }
    if (value.length > 32) {
      throw Corruption.of("a malformed slot");
    }
    return UInt256.fromBytes(value);
  }

  public static byte[] receipts(List<Receipt> receipts) {
    ByteWriter out = new ByteWriter(256 * receipts.size());
    out.number(receipts.size());
    for (Receipt receipt : receipts) {
      Hash postState = receipt.postState();
      Long nonce = receipt.depositNonce();
      Long version = receipt.depositReceiptVersion();
      out.number(receipt.type().code());
      out.number(
          (receipt.success() ? 1 : 0)
              | (postState != null ? 2 : 0)
              | (nonce != null ? 4 : 0)
              | (version != null ? 8 : 0));
      if (postState != null) {
        out.hash(postState);
      }
      if (nonce != null) {
        out.number(nonce);
      }
      if (version != null) {
        out.number(version);
      }
      out.number(receipt.cumulativeGasUsed()).number(receipt.logs().size());
      for (Log log : receipt.logs()) {
        out.address(log.address()).number(log.topics().size());
        log.topics().forEach(out::hash);
        out.bytes(log.data());
      }
    }
    return out.toArray();
  }

  public static List<Receipt> receipts(byte[] value) {
    ByteReader in = new ByteReader(value, "list of receipts");
    int count = in.count(4);
    List<Receipt> out = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      TransactionType type = type(in.number());
      long flags = in.number();
      @Nullable Hash postState = (flags & 2) != 0 ? in.hash() : null;
      @Nullable Long nonce = (flags & 4) != 0 ? (Long) in.number() : null;
      @Nullable Long version = (flags & 8) != 0 ? (Long) in.number() : null;
      long gas = in.number();
      int logCount = in.count(22);
      List<Log> logs = new ArrayList<>(logCount);
      for (int j = 0; j < logCount; j++) {
        Address address = in.address();
        int topicCount = in.count(32);
        List<Hash> topics = new ArrayList<>(topicCount);
        for (int k = 0; k < topicCount; k++) {
          topics.add(in.hash());
        }
        logs.add(new Log(address, topics, in.bytes()));
      }
      out.add(new Receipt(type, postState, (flags & 1) != 0, gas, logs, nonce, version));
    }
    in.expectEnd();
    return out;
  }

  private static TransactionType type(long code) {
    for (TransactionType type : TransactionType.values()) {
      if (type.code() == code) {
        return type;
      }
    }
    throw Corruption.of("a receipt of type " + code);
  }

  /** What the block of a diff layer changed. Code is kept in {@link Table#CODE}. */
  public static byte[] diffLayer(StateDiff diff, TrieUpdate trie) {
    ByteWriter out = new ByteWriter(256 * diff.accounts().size() + 300 * trie.changes().size());
    out.number(diff.accounts().size());
    for (Map.Entry<Address, StateDiff.AccountChange> entry : diff.accounts().entrySet()) {
      StateDiff.AccountChange change = entry.getValue();
      StateDiff.Content content = change.after();
      out.address(entry.getKey());
      out.number((content != null ? 1 : 0) | (change.storageCleared() ? 2 : 0));
      if (content != null) {
        out.number(content.nonce()).number(content.balance()).hash(content.codeHash());
      }
      out.number(change.storage().size());
      for (Map.Entry<UInt256, UInt256> slot : change.storage().entrySet()) {
        out.number(slot.getKey()).number(slot.getValue());
      }
    }
    out.hash(trie.root()).number(trie.storageRoots().size());
    for (Map.Entry<Address, Hash> root : trie.storageRoots().entrySet()) {
      out.address(root.getKey()).hash(root.getValue());
    }
    out.number(trie.changes().size());
    for (TrieUpdate.NodeChange change : trie.changes()) {
      Bytes node = change.node();
      out.hash(change.owner()).bytes(change.path()).bytes(node == null ? Bytes.EMPTY : node);
    }
    return out.toArray();
  }

  /** What {@link #diffLayer(StateDiff, TrieUpdate)} wrote. */
  public record DiffLayerValue(StateDiff diff, TrieUpdate trie) {}

  public static DiffLayerValue diffLayer(byte[] value) {
    ByteReader in = new ByteReader(value, "diff layer");
    int accountCount = in.count(22);
    Map<Address, StateDiff.AccountChange> accounts = new HashMap<>();
    for (int i = 0; i < accountCount; i++) {
      Address address = in.address();
      long flags = in.number();
      StateDiff.@Nullable Content content =
          (flags & 1) != 0 ? new StateDiff.Content(in.number(), in.uint256(), in.hash()) : null;
      int slotCount = in.count(2);
      Map<UInt256, UInt256> slots = HashMap.newHashMap(slotCount);
      for (int j = 0; j < slotCount; j++) {
        slots.put(in.uint256(), in.uint256());
      }
      accounts.put(address, new StateDiff.AccountChange(content, (flags & 2) != 0, slots));
    }
    Hash root = in.hash();
    int rootCount = in.count(52);
    Map<Address, Hash> roots = HashMap.newHashMap(rootCount);
    for (int i = 0; i < rootCount; i++) {
      roots.put(in.address(), in.hash());
    }
    int changeCount = in.count(34);
    List<TrieUpdate.NodeChange> changes = new ArrayList<>(changeCount);
    for (int i = 0; i < changeCount; i++) {
      Hash owner = in.hash();
      Bytes path = in.bytes();
      Bytes node = in.bytes();
      changes.add(new TrieUpdate.NodeChange(owner, path, node.isEmpty() ? null : node));
    }
    in.expectEnd();
    return new DiffLayerValue(
        new StateDiff(accounts, Map.of()), new TrieUpdate(root, roots, changes));
  }
}
