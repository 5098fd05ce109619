package dev.kopi.core.evm;

import dev.kopi.core.evm.call.CallKind;
import dev.kopi.core.evm.call.Delegation;
import dev.kopi.core.evm.call.Halt;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.core.state.JournaledAccount;
import dev.kopi.core.state.WorldState;

/**
 * Calls, creations and SELFDESTRUCT. They charge the frame and fill in the {@link PendingCall} of
 * the EVM, which then runs it. They return the gas left.
 */
final class CallOperations {
  private CallOperations() {}

  /** From top: gas, account, [value,] input's offset and length, output's offset and length. */
  static long call(Evm evm, CallFrame f, CallKind kind, long[] s, int sp, long gas) {
    boolean hasValue = kind == CallKind.CALL || kind == CallKind.CALLCODE;
    int inputAt = hasValue ? sp - 16 : sp - 12;
    UInt256 value = UInt256.ZERO;
    if (hasValue) {
      value = UInt256.ofWords(s[sp - 12], s[sp - 11], s[sp - 10], s[sp - 9]);
    }
    boolean transfers = !value.isZero();
    if (kind == CallKind.CALL && transfers && f.isStatic) {
      return f.halt(Halt.WRITE_PROTECTION, gas);
    }
    WorldState world = evm.world;
    EvmRules rules = evm.rules;
    JournaledAccount target = world.account(s[sp - 7], s[sp - 6], s[sp - 5]);
    long left = gas;
    if (rules.accessLists && world.warm(target)) {
      left -= EvmRules.COLD_ACCOUNT - EvmRules.WARM_ACCESS;
    }
    long end =
        Math.max(Memory.end(s, inputAt, inputAt - 4), Memory.end(s, inputAt - 8, inputAt - 12));
    if (left < 0) {
      return f.halt(Halt.OUT_OF_GAS, gas);
    }
    left = f.memory.reach(end, left) - (transfers ? EvmRules.CALL_VALUE : 0);
    if (left < 0) {
      boolean early = kind == CallKind.CALL || rules.delegations;
      return early ? f.halt(Halt.OUT_OF_GAS, gas) : unpaid(rules, s, sp, left);
    }
    if (kind == CallKind.CALL && paysNewAccount(evm, target, transfers)) {
      left -= EvmRules.NEW_ACCOUNT;
      if (left < 0) {
        return rules.delegations ? f.halt(Halt.OUT_OF_GAS, gas) : unpaid(rules, s, sp, left);
      }
    }
    JournaledAccount codeAccount = target;
    if (rules.delegations) {
      Address delegate = Delegation.target(world.code(target));
      if (delegate != null) {
        codeAccount = world.account(delegate);
        left -= world.warm(codeAccount) ? EvmRules.COLD_ACCOUNT : EvmRules.WARM_ACCESS;
        if (left < 0) {
          return f.halt(Halt.OUT_OF_GAS, gas);
        }
      }
    }
    long wanted = s[sp - 1];
    boolean wantsAny = (s[sp - 4] | s[sp - 3] | s[sp - 2]) != 0 || wanted < 0;
    long given;
    if (rules.keepsSixtyFourth) {
      long most = left - left / 64;
      given = wantsAny ? most : Math.min(wanted, most);
    } else if (wantsAny) {
      return Memory.UNPAYABLE;
    } else {
      given = wanted;
    }
    left -= given;
    if (left < 0) {
      return left;
    }
    f.resultLength = (int) s[inputAt - 9];
    f.resultOffset = f.resultLength == 0 ? 0 : (int) s[inputAt - 5];

    PendingCall call = evm.call;
    call.kind = kind;
    call.gas = given + (transfers ? EvmRules.CALL_STIPEND : 0);
    call.input = f.memory.bytes;
    call.inputLength = (int) s[inputAt - 1];
    call.inputOffset = call.inputLength == 0 ? 0 : (int) s[inputAt + 3];
    call.isStatic = f.isStatic || kind == CallKind.STATICCALL;
    call.codeAccount = codeAccount;
    call.target = target;
    call.payer = f.self;
    boolean own = kind == CallKind.CALLCODE || kind == CallKind.DELEGATECALL;
    call.recipient = own ? f.self : target;
    call.caller = kind == CallKind.DELEGATECALL ? f.caller : f.self.address();
    call.value = kind == CallKind.DELEGATECALL ? f.value : value;
    return left;
  }

  /**
   * The gas left when it does not cover the call itself. Before EIP-7702 go-ethereum adds the
   * requested gas, which shows in its traces.
   */
  private static long unpaid(EvmRules rules, long[] s, int sp, long left) {
    long wanted = s[sp - 1];
    boolean wantsAny = (s[sp - 4] | s[sp - 3] | s[sp - 2]) != 0 || wanted < 0;
    if (left <= Memory.UNPAYABLE / 2 || wantsAny) {
      return wantsAny && !rules.keepsSixtyFourth ? Memory.UNPAYABLE : left;
    }
    return Math.max(left - wanted, Memory.UNPAYABLE / 2 + 1);
  }

  private static boolean paysNewAccount(Evm evm, JournaledAccount target, boolean transfers) {
    return evm.rules.emptyIsAbsent
        ? transfers && evm.world.isEmpty(target)
        : !evm.world.exists(target);
  }

  /**
   * From top: value, init code's offset and length[, salt]. The call stack deducts the gas of the
   * new frame.
   */
  static long create(Evm evm, CallFrame f, CallKind kind, long[] s, int sp, long gas) {
    if (f.isStatic) {
      return f.halt(Halt.WRITE_PROTECTION, gas);
    }
    long length = s[sp - 9];
    long end = Memory.end(s, sp - 8, sp - 12);
    int wordGas = kind == CallKind.CREATE2 ? EvmRules.KECCAK_WORD : 0;
    if (evm.rules.limitsInitCode) {
      wordGas += EvmRules.INIT_CODE_WORD;
      if (end == Long.MAX_VALUE || length > EvmRules.MAX_INIT_CODE_SIZE) {
        return f.halt(Halt.INIT_CODE_TOO_LARGE, gas);
      }
    }
    long left = f.memory.reach(end, gas) - MemoryOperations.copyCost(end, length, wordGas);
    if (left < 0) {
      return left;
    }
    PendingCall call = evm.call;
    call.kind = kind;
    call.caller = f.self.address();
    call.payer = f.self;
    call.value = UInt256.ofWords(s[sp - 4], s[sp - 3], s[sp - 2], s[sp - 1]);
    call.input = f.memory.bytes;
    call.inputLength = (int) length;
    call.inputOffset = length == 0 ? 0 : (int) s[sp - 5];
    call.isStatic = false;
    if (kind == CallKind.CREATE2) {
      call.salt = Hash.ofWords(s[sp - 16], s[sp - 15], s[sp - 14], s[sp - 13]);
    }
    return left;
  }

  /** From top: beneficiary of the balance. */
  static long selfDestruct(Evm evm, CallFrame f, long[] s, int sp, long gas) {
    if (f.isStatic) {
      return f.halt(Halt.WRITE_PROTECTION, gas);
    }
    WorldState world = evm.world;
    EvmRules rules = evm.rules;
    JournaledAccount heir = world.account(s[sp - 3], s[sp - 2], s[sp - 1]);
    long left = gas;
    if (rules.accessLists && world.warm(heir)) {
      left -= EvmRules.COLD_ACCOUNT;
      if (left < 0) {
        return f.halt(Halt.OUT_OF_GAS, gas);
      }
    }
    UInt256 balance = world.balance(f.self);
    if (rules.selfDestructPaysNewAccount) {
      boolean absent =
          rules.emptyIsAbsent ? !balance.isZero() && world.isEmpty(heir) : !world.exists(heir);
      left -= absent ? EvmRules.NEW_ACCOUNT : 0;
      if (left < 0) {
        // The frame fails and loses the refund, but go-ethereum's traces show it.
        f.refund += world.isDestroyed(f.self) ? 0 : rules.selfDestructRefund;
        return left;
      }
    }
    boolean goes = !rules.selfDestructOnlyNew || world.isCreatedInTransaction(f.self);
    if (heir != f.self) {
      world.subtractBalance(f.self, balance);
      world.addBalance(heir, balance);
    } else if (goes) {
      world.setBalance(f.self, UInt256.ZERO);
    }
    if (goes && world.destroy(f.self)) {
      f.refund += rules.selfDestructRefund;
    }
    evm.traceSelfDestruct(f, heir, balance);
    return left;
  }
}
