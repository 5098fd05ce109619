package dev.kopi.services.engine.rpc.trace.script;

import dev.kopi.adapters.script.HostFunction;
import dev.kopi.adapters.script.ScriptArguments;
import dev.kopi.core.evm.Step;
import dev.kopi.core.evm.instruction.Opcode;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.core.state.WorldState;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The state that a tracer in JavaScript looks at. A step is reported when its operation is done, so
 * what the operation changed is remembered: the tracer sees the state before it.
 */
final class ScriptState {
  private final WorldState world;
  private final Map<Address, UInt256> balances = new HashMap<>();
  private @Nullable Address writer;
  private UInt256 slot = UInt256.ZERO;
  private UInt256 value = UInt256.ZERO;

  ScriptState(WorldState world) {
    this.world = world;
  }

  /** An operation is about to run. */
  void before(Step step) {
    after();
    int top = step.stackSize() - 1;
    if (top < 0) {
      return;
    }
    if (step.opcode() == Opcode.SSTORE) {
      writer = step.contract();
      slot = step.stack(top);
      value = world.storage(writer, slot);
    } else if (step.opcode() == Opcode.SELFDESTRUCT) {
      remember(step.contract());
      remember(Address.fromWord(step.stack(top)));
    }
  }

  private void remember(Address account) {
    balances.put(account, world.balance(world.account(account)));
  }

  /** The operation was reported: the state is as it is. */
  void after() {
    writer = null;
    balances.clear();
  }

  /** The functions of {@code db}. */
  Map<String, HostFunction> functions() {
    return Map.of(
        "getBalance", this::balance,
        "getNonce", arguments -> world.nonce(world.account(account(arguments))),
        "getCode", arguments -> code(account(arguments)),
        "getState", this::storage,
        "exists", arguments -> world.exists(world.account(account(arguments))));
  }

  private static Address account(ScriptArguments arguments) {
    return ScriptFunctions.address(arguments, 0, false);
  }

  private Object balance(ScriptArguments arguments) {
    Address account = account(arguments);
    UInt256 known = balances.get(account);
    return (known == null ? world.balance(world.account(account)) : known).toBigInteger();
  }

  private Bytes code(Address account) {
    return world.code(world.account(account));
  }

  private Bytes storage(ScriptArguments arguments) {
    Address account = account(arguments);
    UInt256 key = Hash.of(ScriptFunctions.fit(arguments.bytes(1, false), 32)).toUInt256();
    boolean written = account.equals(writer) && key.equals(slot);
    return (written ? value : world.storage(account, key)).toHash().toBytes();
  }
}
