package dev.kopi.apps.deployer.genesis;

import dev.kopi.core.crypto.hash.Keccak256;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.core.state.Account;
import dev.kopi.core.state.StateDiff;
import dev.kopi.core.state.StateDiff.AccountChange;
import dev.kopi.core.state.StateDiff.Content;
import dev.kopi.core.state.StateUnavailableException;
import dev.kopi.core.state.StateView;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The accounts of a genesis as a state to execute on, without a trie: storage roots say only
 * whether there is storage.
 */
public record GenesisView(StateDiff alloc) implements StateView {
  private static final Hash SOME_STORAGE = Hash.ZERO;

  @Override
  public @Nullable Account account(Address address) {
    AccountChange account = alloc.accounts().get(address);
    Content content = account == null ? null : account.after();
    if (account == null || content == null) {
      return null;
    }
    Hash storageRoot = account.storage().isEmpty() ? Keccak256.EMPTY_TRIE : SOME_STORAGE;
    return new Account(content.nonce(), content.balance(), storageRoot, content.codeHash());
  }

  @Override
  public UInt256 storage(Address address, UInt256 slot) {
    AccountChange account = alloc.accounts().get(address);
    return account == null ? UInt256.ZERO : account.storage().getOrDefault(slot, UInt256.ZERO);
  }

  @Override
  public Bytes code(Hash codeHash) {
    if (codeHash.equals(Keccak256.EMPTY)) {
      return Bytes.EMPTY;
    }
    Bytes code = alloc.codes().get(codeHash);
    if (code == null) {
      throw new StateUnavailableException("no code with the hash " + codeHash);
    }
    return code;
  }

  /** These accounts, changed by what was executed on them: a genesis again. */
  public StateDiff with(StateDiff changes) {
    Map<Address, AccountChange> accounts = new HashMap<>(alloc.accounts());
    changes
        .accounts()
        .forEach((address, change) -> {
          Content after = change.after();
          if (after == null) {
            accounts.remove(address);
            return;
          }
          AccountChange before = accounts.get(address);
          Map<UInt256, UInt256> storage = new HashMap<>();
          if (before != null && !change.storageCleared()) {
            storage.putAll(before.storage());
          }
          storage.putAll(change.storage());
          storage.values().removeIf(UInt256::isZero);
          accounts.put(address, new AccountChange(after, false, storage));
        });
    Map<Hash, Bytes> codes = new HashMap<>(alloc.codes());
    codes.putAll(changes.codes());
    return new StateDiff(accounts, codes);
  }
}
