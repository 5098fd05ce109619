package dev.kopi.services.engine.rpc.call;

import dev.kopi.adapters.json.JsonFields;
import dev.kopi.adapters.rpc.RpcException;
import dev.kopi.adapters.rpc.dispatch.GoValues;
import dev.kopi.core.evm.precompile.Precompile;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.core.state.JournaledAccount;
import dev.kopi.core.state.WorldState;
import dev.kopi.services.engine.rpc.chain.ChecksumAddress;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Overrides of accounts for calls and simulations. */
public final class StateOverrides {
  /** No overrides. */
  public static final StateOverrides NONE = new StateOverrides(new TreeMap<>());

  private static final int MAX_ACCOUNTS = 1024;
  private static final int MAX_SLOTS = 65_536;

  private final TreeMap<Address, Change> changes;

  private StateOverrides(TreeMap<Address, Change> changes) {
    this.changes = changes;
  }

  /** The overrides of one account; null where a field is not overridden. */
  private record Change(
      @Nullable Long nonce,
      @Nullable Bytes code,
      @Nullable UInt256 balance,
      @Nullable Map<UInt256, UInt256> state,
      @Nullable Map<UInt256, UInt256> stateDiff,
      @Nullable Address movePrecompileTo) {}

  /**
   * Reads the JSON object; null is no overrides.
   *
   * @throws RpcException when it is malformed
   */
  public static StateOverrides read(@Nullable JsonNode json) {
    if (json == null) {
      return NONE;
    }
    if (!json.isObject()) {
      throw RpcException.invalidParams(
          "invalid argument 2: "
              + GoValues.mismatch(GoValues.kind(json), GoValues.VALUE, "override.StateOverride")
                  .getMessage());
    }
    if (json.size() > MAX_ACCOUNTS) {
      throw RpcException.invalidParams(
          "state overrides are an object of at most " + MAX_ACCOUNTS + " accounts");
    }
    TreeMap<Address, Change> changes = new TreeMap<>();
    try {
      json.properties()
          .forEach(entry -> changes.put(Address.fromHex(entry.getKey()), change(entry.getValue())));
    } catch (DecodeException e) {
      throw RpcException.invalidParams("state overrides: " + e.getMessage());
    }
    return new StateOverrides(changes);
  }

  private static Change change(JsonNode json) {
    if (json.isNull()) {
      return new Change(null, null, null, null, null, null);
    }
    return new Change(
        JsonFields.optionalQuantity(json, "nonce"),
        JsonFields.optionalBytes(json, "code"),
        JsonFields.optionalUint256(json, "balance"),
        slots(JsonFields.optional(json, "state")),
        slots(JsonFields.optional(json, "stateDiff")),
        JsonFields.optionalAddress(json, "movePrecompileToAddress"));
  }

  private static @Nullable Map<UInt256, UInt256> slots(@Nullable JsonNode json) {
    if (json == null) {
      return null;
    }
    if (!json.isObject() || json.size() > MAX_SLOTS) {
      throw new DecodeException("at most " + MAX_SLOTS + " slots for an account");
    }
    Map<UInt256, UInt256> slots = new HashMap<>();
    json.properties()
        .forEach(slot ->
            slots.put(
                Hash.fromHex(slot.getKey()).toUInt256(),
                JsonFields.asHash(slot.getValue(), slot.getKey()).toUInt256()));
    return slots;
  }

  /**
   * Applies the overrides to a state, as a transaction of their own.
   *
   * @throws RpcException when they contradict each other
   */
  public void apply(WorldState world, MovedPrecompiles precompiles) {
    Set<Address> taken = new HashSet<>();
    changes.forEach((address, change) -> {
      if (taken.contains(address)) {
        throw RpcException.server(
            "account "
                + ChecksumAddress.of(address)
                + " has already been overridden by a precompile");
      }
      movePrecompile(address, change, precompiles, taken);
      apply(world, address, change);
    });
    world.endTransaction(false);
  }

  private void movePrecompile(
      Address address, Change change, MovedPrecompiles precompiles, Set<Address> taken) {
    Precompile precompile = precompiles.at(address);
    Address target = change.movePrecompileTo();
    if (target != null) {
      if (precompile == null) {
        throw RpcException.server(
            "account " + ChecksumAddress.of(address) + " is not a precompile");
      }
      if (changes.containsKey(target)) {
        throw RpcException.server(
            "account " + ChecksumAddress.of(target) + " is already overridden");
      }
      precompiles.put(target, precompile);
      taken.add(target);
    }
    if (precompile != null) {
      precompiles.remove(address);
    }
  }

  private static void apply(WorldState world, Address address, Change change) {
    JournaledAccount account = world.account(address);
    Long nonce = change.nonce();
    if (nonce != null) {
      world.setNonce(account, nonce);
    }
    Bytes code = change.code();
    if (code != null) {
      world.setCode(account, code);
    }
    UInt256 balance = change.balance();
    if (balance != null) {
      world.setBalance(account, balance);
    }
    Map<UInt256, UInt256> state = change.state();
    Map<UInt256, UInt256> diff = change.stateDiff();
    if (state != null && diff != null) {
      throw RpcException.server(
          "account " + ChecksumAddress.of(address) + " has both 'state' and 'stateDiff'");
    }
    if (state != null) {
      world.clearStorage(account);
    }
    Map<UInt256, UInt256> slots = state != null ? state : diff;
    if (slots != null) {
      slots.forEach((slot, value) -> world.setStorage(address, slot, value));
    }
  }
}
