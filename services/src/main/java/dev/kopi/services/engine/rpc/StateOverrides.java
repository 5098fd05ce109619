package dev.kopi.services.engine.rpc;

import dev.kopi.adapters.json.JsonFields;
import dev.kopi.adapters.rpc.RpcException;
import dev.kopi.core.crypto.Keccak256;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.core.state.Account;
import dev.kopi.core.state.StateView;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A state in which a caller has changed accounts for one call. */
final class StateOverrides implements StateView {
  private static final int MAX_ACCOUNTS = 1024;
  private static final int MAX_SLOTS = 65_536;

  private final StateView base;
  private final Map<Address, Account> accounts = new HashMap<>();
  private final Map<Hash, Bytes> codes = new HashMap<>();
  private final Map<Address, Map<UInt256, UInt256>> storage = new HashMap<>();

  /** Accounts whose storage was given as a whole. */
  private final Map<Address, Boolean> replaced = new HashMap<>();

  private StateOverrides(StateView base) {
    this.base = base;
  }

  /** The state with the changes of {@code json}; the state itself when there are none. */
  static StateView over(StateView base, @Nullable JsonNode json) {
    if (json == null) {
      return base;
    }
    if (!json.isObject() || json.size() > MAX_ACCOUNTS) {
      throw RpcException.invalidParams(
          "state overrides are an object of at most " + MAX_ACCOUNTS + " accounts");
    }
    StateOverrides out = new StateOverrides(base);
    try {
      json.properties()
          .forEach(entry -> out.put(Address.fromHex(entry.getKey()), entry.getValue()));
    } catch (DecodeException e) {
      throw RpcException.invalidParams("state overrides: " + e.getMessage());
    }
    return out;
  }

  private void put(Address address, JsonNode json) {
    Account before = base.account(address);
    Account account = before == null ? Account.EMPTY : before;
    Long nonce = JsonFields.optionalQuantity(json, "nonce");
    UInt256 balance = JsonFields.optionalUint256(json, "balance");
    Bytes code = JsonFields.optionalBytes(json, "code");
    Hash codeHash = account.codeHash();
    if (code != null) {
      codeHash = Keccak256.hash(code);
      codes.put(codeHash, code);
    }
    accounts.put(
        address,
        new Account(
            nonce == null ? account.nonce() : nonce,
            balance == null ? account.balance() : balance,
            account.storageRoot(),
            codeHash));
    JsonNode state = JsonFields.optional(json, "state");
    JsonNode diff = JsonFields.optional(json, "stateDiff");
    if (state != null && diff != null) {
      throw new DecodeException("account " + address + " has both 'state' and 'stateDiff'");
    }
    JsonNode slots = state != null ? state : diff;
    if (slots != null) {
      if (!slots.isObject() || slots.size() > MAX_SLOTS) {
        throw new DecodeException("at most " + MAX_SLOTS + " slots for an account");
      }
      Map<UInt256, UInt256> map = new HashMap<>();
      slots
          .properties()
          .forEach(slot ->
              map.put(
                  UInt256.fromHex(slot.getKey()),
                  JsonFields.asHash(slot.getValue(), slot.getKey()).toUInt256()));
      storage.put(address, map);
      replaced.put(address, state != null);
    }
  }

  @Override
  public @Nullable Account account(Address address) {
    Account changed = accounts.get(address);
    return changed != null ? changed : base.account(address);
  }

  @Override
  public UInt256 storage(Address address, UInt256 slot) {
    Map<UInt256, UInt256> slots = storage.get(address);
    if (slots != null) {
      UInt256 value = slots.get(slot);
      if (value != null) {
        return value;
      }
      if (Boolean.TRUE.equals(replaced.get(address))) {
        return UInt256.ZERO;
      }
    }
    return base.storage(address, slot);
  }

  @Override
  public Bytes code(Hash codeHash) {
    Bytes code = codes.get(codeHash);
    return code != null ? code : base.code(codeHash);
  }
}
