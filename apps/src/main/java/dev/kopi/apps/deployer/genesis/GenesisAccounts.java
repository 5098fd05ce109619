package dev.kopi.apps.deployer.genesis;

import dev.kopi.core.crypto.hash.Keccak256;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.core.state.StateDiff;
import dev.kopi.core.state.StateDiff.AccountChange;
import dev.kopi.core.state.StateDiff.Content;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;

/** Collects the accounts of a genesis. */
final class GenesisAccounts {
  private final Map<Address, Entry> entries = new HashMap<>();
  private final Map<Hash, Bytes> codes = new HashMap<>();

  /** Two thousand addresses share a few codes: each code is hashed once. */
  private final Map<Bytes, Hash> hashes = new IdentityHashMap<>();

  void addBalance(Address address, UInt256 wei) {
    Entry entry = entry(address);
    entry.balance = entry.balance.add(wei);
  }

  void setNonce(Address address, long nonce) {
    entry(address).nonce = nonce;
  }

  void setCode(Address address, Bytes code) {
    Hash hash = hashes.computeIfAbsent(code, Keccak256::hash);
    codes.put(hash, code);
    entry(address).codeHash = hash;
  }

  void setStorage(Address address, UInt256 slot, UInt256 value) {
    entry(address).storage.put(slot, value);
  }

  private Entry entry(Address address) {
    return entries.computeIfAbsent(address, missing -> new Entry());
  }

  /** All that was collected. */
  StateDiff toAlloc() {
    Map<Address, AccountChange> accounts = HashMap.newHashMap(entries.size());
    entries.forEach((address, entry) ->
        accounts.put(
            address,
            new AccountChange(
                new Content(entry.nonce, entry.balance, entry.codeHash), false, entry.storage)));
    return new StateDiff(accounts, codes);
  }

  private static final class Entry {
    private long nonce;
    private UInt256 balance = UInt256.ZERO;
    private Hash codeHash = Keccak256.EMPTY;
    private final Map<UInt256, UInt256> storage = new HashMap<>(4);
  }
}
