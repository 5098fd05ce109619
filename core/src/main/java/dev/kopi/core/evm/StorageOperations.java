package dev.kopi.core.evm;

import dev.kopi.core.chain.receipt.Log;
import dev.kopi.core.evm.call.Halt;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.state.StorageSlot;
import java.util.ArrayList;
import java.util.List;

/** Operations on storage and transient storage, and logs. They return the gas left. */
final class StorageOperations {
  private StorageOperations() {}

  static long sload(Evm evm, CallFrame f, long[] s, int sp, long gas) {
    StorageSlot slot = evm.world.slot(f.self, s[sp - 4], s[sp - 3], s[sp - 2], s[sp - 1]);
    long left = gas;
    if (evm.rules.accessLists && evm.world.warm(slot)) {
      left -= EvmRules.COLD_SLOT - EvmRules.WARM_ACCESS;
      if (left < 0) {
        return left;
      }
    }
    evm.world.read(slot);
    slot.copyTo(s, sp - 4);
    return left;
  }

  /** From top: key, value. */
  static long sstore(Evm evm, CallFrame f, long[] s, int sp, long gas) {
    if (f.isStatic) {
      return f.halt(Halt.WRITE_PROTECTION, gas);
    }
    EvmRules rules = evm.rules;
    if (rules.storageSentry && gas <= EvmRules.SSTORE_SENTRY) {
      return f.halt(Halt.REENTRANCY_SENTRY, gas);
    }
    StorageSlot slot = evm.world.slot(f.self, s[sp - 4], s[sp - 3], s[sp - 2], s[sp - 1]);
    long cost = rules.accessLists && evm.world.warm(slot) ? EvmRules.COLD_SLOT : 0;
    evm.world.read(slot);
    long v0 = s[sp - 8];
    long v1 = s[sp - 7];
    long v2 = s[sp - 6];
    long v3 = s[sp - 5];
    cost +=
        rules.storageMetering == EvmRules.StorageMetering.NET
            ? netCost(rules, f, slot, v0, v1, v2, v3)
            : simpleCost(rules, f, slot, (v0 | v1 | v2 | v3) == 0);
    long left = gas - cost;
    if (left >= 0) {
      evm.world.write(slot, v0, v1, v2, v3);
    }
    return left;
  }

  private static long simpleCost(EvmRules rules, CallFrame f, StorageSlot slot, boolean clears) {
    if (slot.isZero()) {
      return clears ? rules.storageReset : rules.storageSet;
    }
    if (clears) {
      f.refund += rules.storageClearRefund;
    }
    return rules.storageReset;
  }

  /**
   * By the current value and the value at the start of the transaction.
   *
   * @see <a href="https://eips.ethereum.org/EIPS/eip-2200#specification">EIP-2200</a>
   */
  private static long netCost(
      EvmRules rules, CallFrame f, StorageSlot slot, long v0, long v1, long v2, long v3) {
    if (slot.is(v0, v1, v2, v3)) {
      return rules.storageNoop;
    }
    boolean clears = (v0 | v1 | v2 | v3) == 0;
    if (slot.isOriginal()) {
      if (slot.originalIsZero()) {
        return rules.storageSet;
      }
      if (clears) {
        f.refund += rules.storageClearRefund;
      }
      return rules.storageReset;
    }
    if (!slot.originalIsZero()) {
      if (slot.isZero()) {
        f.refund -= rules.storageClearRefund;
      } else if (clears) {
        f.refund += rules.storageClearRefund;
      }
    }
    if (slot.originalIs(v0, v1, v2, v3)) {
      int paid = slot.originalIsZero() ? rules.storageSet : rules.storageReset;
      f.refund += paid - rules.storageNoop;
    }
    return rules.storageNoop;
  }

  static void tload(Evm evm, CallFrame f, long[] s, int sp) {
    evm.world.transientSlot(f.self, s[sp - 4], s[sp - 3], s[sp - 2], s[sp - 1]).copyTo(s, sp - 4);
  }

  static long tstore(Evm evm, CallFrame f, long[] s, int sp, long gas) {
    if (f.isStatic) {
      return f.halt(Halt.WRITE_PROTECTION, gas);
    }
    StorageSlot slot = evm.world.transientSlot(f.self, s[sp - 4], s[sp - 3], s[sp - 2], s[sp - 1]);
    evm.world.writeTransient(slot, s[sp - 8], s[sp - 7], s[sp - 6], s[sp - 5]);
    return gas;
  }

  /** From top: offset, length, topics. */
  static long log(Evm evm, CallFrame f, int topicCount, long[] s, int sp, long gas) {
    long length = s[sp - 5];
    long end = Memory.end(s, sp - 4, sp - 8);
    long cost = end == Long.MAX_VALUE ? 0 : length * EvmRules.LOG_BYTE;
    long left = f.memory.reach(end, gas) - cost;
    if (left < 0) {
      return left;
    }
    if (f.isStatic) {
      return f.halt(Halt.WRITE_PROTECTION, left);
    }
    List<Hash> topics = new ArrayList<>(topicCount);
    for (int i = 0; i < topicCount; i++) {
      int at = sp - 12 - 4 * i;
      topics.add(Hash.ofWords(s[at], s[at + 1], s[at + 2], s[at + 3]));
    }
    int offset = length == 0 ? 0 : (int) s[sp - 1];
    Bytes data = Bytes.copyOf(f.memory.bytes, offset, (int) length);
    evm.log(new Log(f.self.address(), topics, data));
    return left;
  }
}
