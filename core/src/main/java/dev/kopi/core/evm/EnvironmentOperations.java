package dev.kopi.core.evm;

import dev.kopi.core.platform.BigEndian;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.core.state.JournaledAccount;
import java.util.List;

/** Operations that read the call, the transaction, the block and other accounts. */
final class EnvironmentOperations {
  private EnvironmentOperations() {}

  /** Writes a number as the next word of the stack. */
  static void push(long[] s, int sp, long value) {
    s[sp] = 0;
    s[sp + 1] = 0;
    s[sp + 2] = 0;
    s[sp + 3] = value;
  }

  static void push(long[] s, int sp, Address address) {
    s[sp] = 0;
    s[sp + 1] = Integer.toUnsignedLong(address.high());
    s[sp + 2] = address.middle();
    s[sp + 3] = address.low();
  }

  static void push(long[] s, int sp, UInt256 value) {
    s[sp] = value.word(0);
    s[sp + 1] = value.word(1);
    s[sp + 2] = value.word(2);
    s[sp + 3] = value.word(3);
  }

  static void push(long[] s, int sp, Hash value) {
    s[sp] = value.word(0);
    s[sp + 1] = value.word(1);
    s[sp + 2] = value.word(2);
    s[sp + 3] = value.word(3);
  }

  static void callDataLoad(CallFrame f, long[] s, int sp) {
    long offset = s[sp - 1];
    if ((s[sp - 4] | s[sp - 3] | s[sp - 2]) != 0 || offset < 0 || offset >= f.inputLength) {
      push(s, sp - 4, 0);
      return;
    }
    int at = f.inputOffset + (int) offset;
    int available = f.inputLength - (int) offset;
    if (available >= 32) {
      s[sp - 4] = BigEndian.getLong(f.input, at);
      s[sp - 3] = BigEndian.getLong(f.input, at + 8);
      s[sp - 2] = BigEndian.getLong(f.input, at + 16);
      s[sp - 1] = BigEndian.getLong(f.input, at + 24);
      return;
    }
    push(s, sp - 4, 0);
    for (int i = 0; i < available; i++) {
      s[sp - 4 + (i >>> 3)] |= (f.input[at + i] & 0xffL) << (56 - 8 * (i & 7));
    }
  }

  /** The account whose address is the top word. */
  private static JournaledAccount account(Evm evm, long[] s, int sp) {
    return evm.world.account(s[sp - 3], s[sp - 2], s[sp - 1]);
  }

  private static long coldCost(Evm evm, JournaledAccount account) {
    return evm.rules.accessLists && evm.world.warm(account)
        ? EvmRules.COLD_ACCOUNT - EvmRules.WARM_ACCESS
        : 0;
  }

  static long balance(Evm evm, long[] s, int sp, long gas) {
    JournaledAccount account = account(evm, s, sp);
    long left = gas - coldCost(evm, account);
    if (left >= 0) {
      push(s, sp - 4, evm.world.balance(account));
    }
    return left;
  }

  static long extCodeSize(Evm evm, long[] s, int sp, long gas) {
    JournaledAccount account = account(evm, s, sp);
    long left = gas - coldCost(evm, account);
    if (left >= 0) {
      push(s, sp - 4, evm.world.code(account).size());
    }
    return left;
  }

  static long extCodeHash(Evm evm, long[] s, int sp, long gas) {
    JournaledAccount account = account(evm, s, sp);
    long left = gas - coldCost(evm, account);
    if (left >= 0) {
      if (evm.world.isEmpty(account)) {
        push(s, sp - 4, 0);
      } else {
        push(s, sp - 4, evm.world.codeHash(account));
      }
    }
    return left;
  }

  /** From top: account, destination, source, length. */
  static long extCodeCopy(Evm evm, CallFrame f, long[] s, int sp, long gas) {
    JournaledAccount account = account(evm, s, sp);
    // The memory expansion is charged before the account is accessed.
    long end = Memory.end(s, sp - 8, sp - 16);
    long left = f.memory.reach(end, gas) - coldCost(evm, account);
    if (left - MemoryOperations.copyCost(end, s[sp - 13], EvmRules.COPY_WORD) < 0) {
      return left - MemoryOperations.copyCost(end, s[sp - 13], EvmRules.COPY_WORD);
    }
    Bytes code = evm.world.code(account);
    return MemoryOperations.copy(f.memory, code.unsafeArray(), 0, code.size(), s, sp - 4, left);
  }

  static void blockHash(Evm evm, long[] s, int sp) {
    long number = s[sp - 1];
    long current = evm.block.number();
    // The 256 newest ancestors; the block itself has no hash yet.
    boolean known =
        (s[sp - 4] | s[sp - 3] | s[sp - 2]) == 0
            && number >= 0
            && number < current
            && current - number <= 256;
    if (known) {
      push(s, sp - 4, evm.block.blockHashes().hash(number));
    } else {
      push(s, sp - 4, 0);
    }
  }

  static void difficulty(Evm evm, long[] s, int sp) {
    if (evm.rules.prevRandao) {
      push(s, sp, evm.block.prevRandao());
    } else {
      push(s, sp, evm.block.difficulty());
    }
  }

  static void blobHash(Evm evm, long[] s, int sp) {
    List<Hash> hashes = evm.transaction.blobHashes();
    long index = s[sp - 1];
    if ((s[sp - 4] | s[sp - 3] | s[sp - 2]) == 0 && index >= 0 && index < hashes.size()) {
      push(s, sp - 4, hashes.get((int) index));
    } else {
      push(s, sp - 4, 0);
    }
  }
}
