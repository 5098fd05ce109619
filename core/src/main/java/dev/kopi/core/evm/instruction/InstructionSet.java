package dev.kopi.core.evm.instruction;

import dev.kopi.core.chain.spec.Fork;
import java.util.EnumMap;
import java.util.Map;

/**
 * The operations of a fork: their constant gas, and how many words they take from and leave on the
 * stack. Each fork is its predecessor plus a delta.
 */
public final class InstructionSet {
  private static final Map<Fork, InstructionSet> BY_FORK = build();

  private final short[] gas = new short[256];
  private final byte[] takes = new byte[256];
  private final byte[] leaves = new byte[256];
  private final boolean[] defined = new boolean[256];

  private InstructionSet() {}

  private InstructionSet(InstructionSet before) {
    System.arraycopy(before.gas, 0, gas, 0, 256);
    System.arraycopy(before.takes, 0, takes, 0, 256);
    System.arraycopy(before.leaves, 0, leaves, 0, 256);
    System.arraycopy(before.defined, 0, defined, 0, 256);
  }

  /** The operations of a fork. */
  public static InstructionSet of(Fork fork) {
    InstructionSet found = BY_FORK.get(fork);
    if (found == null) {
      throw new IllegalStateException("no operations for " + fork);
    }
    return found;
  }

  /** Whether the opcode is defined. */
  public boolean isDefined(int opcode) {
    return defined[opcode];
  }

  /** The constant gas. */
  public int gas(int opcode) {
    return gas[opcode];
  }

  /** How many stack words the operation needs, including those that it only reads. */
  public int takes(int opcode) {
    return takes[opcode];
  }

  /** How many stack words it leaves in their place. */
  public int leaves(int opcode) {
    return leaves[opcode];
  }

  private static Map<Fork, InstructionSet> build() {
    Map<Fork, InstructionSet> sets = new EnumMap<>(Fork.class);
    InstructionSet set = frontier();
    for (Fork fork : Fork.values()) {
      set = new InstructionSet(set);
      set.change(fork);
      sets.put(fork, set);
    }
    return sets;
  }

  private void change(Fork fork) {
    switch (fork) {
      case HOMESTEAD -> add(Opcode.DELEGATECALL, 40, 6, 1); // EIP-7
      case TANGERINE_WHISTLE -> { // EIP-150
        price(700, Opcode.EXTCODESIZE, Opcode.EXTCODECOPY);
        price(400, Opcode.BALANCE);
        price(200, Opcode.SLOAD);
        price(700, Opcode.CALL, Opcode.CALLCODE, Opcode.DELEGATECALL);
        price(5000, Opcode.SELFDESTRUCT);
      }
      case BYZANTIUM -> {
        add(Opcode.STATICCALL, 700, 6, 1); // EIP-214
        add(Opcode.RETURNDATASIZE, 2, 0, 1); // EIP-211
        add(Opcode.RETURNDATACOPY, 3, 3, 0);
        add(Opcode.REVERT, 0, 2, 0); // EIP-140
      }
      case CONSTANTINOPLE -> {
        add(Opcode.SHL, 3, 2, 1); // EIP-145
        add(Opcode.SHR, 3, 2, 1);
        add(Opcode.SAR, 3, 2, 1);
        add(Opcode.EXTCODEHASH, 400, 1, 1); // EIP-1052
        add(Opcode.CREATE2, 32_000, 4, 1); // EIP-1014
      }
      case ISTANBUL -> {
        add(Opcode.CHAINID, 2, 0, 1); // EIP-1344
        add(Opcode.SELFBALANCE, 5, 0, 1); // EIP-1884
        price(800, Opcode.SLOAD);
        price(700, Opcode.BALANCE, Opcode.EXTCODEHASH);
      }
      case BERLIN -> { // EIP-2929: the constant gas is the warm cost
        price(100, Opcode.BALANCE, Opcode.EXTCODESIZE, Opcode.EXTCODECOPY, Opcode.EXTCODEHASH);
        price(100, Opcode.SLOAD, Opcode.CALL, Opcode.CALLCODE);
        price(100, Opcode.DELEGATECALL, Opcode.STATICCALL);
      }
      case LONDON -> add(Opcode.BASEFEE, 2, 0, 1); // EIP-3198
      case SHANGHAI -> add(Opcode.PUSH0, 2, 0, 1); // EIP-3855
      case CANCUN -> {
        add(Opcode.BLOBHASH, 3, 1, 1); // EIP-4844
        add(Opcode.BLOBBASEFEE, 2, 0, 1); // EIP-7516
        add(Opcode.TLOAD, 100, 1, 1); // EIP-1153
        add(Opcode.TSTORE, 100, 2, 0);
        add(Opcode.MCOPY, 3, 3, 0); // EIP-5656
      }
      case OSAKA -> add(Opcode.CLZ, 5, 1, 1); // EIP-7939
      case FRONTIER,
          SPURIOUS_DRAGON,
          PETERSBURG,
          MUIR_GLACIER,
          ARROW_GLACIER,
          GRAY_GLACIER,
          PARIS,
          PRAGUE -> {
        // The same operations at the same base prices.
      }
    }
  }

  private static InstructionSet frontier() {
    InstructionSet set = new InstructionSet();
    set.add(Opcode.STOP, 0, 0, 0);
    set.addAll(3, 2, 1, Opcode.ADD, Opcode.SUB);
    set.addAll(5, 2, 1, Opcode.MUL, Opcode.DIV, Opcode.SDIV, Opcode.MOD, Opcode.SMOD);
    set.addAll(8, 3, 1, Opcode.ADDMOD, Opcode.MULMOD);
    set.add(Opcode.EXP, 10, 2, 1);
    set.add(Opcode.SIGNEXTEND, 5, 2, 1);
    set.addAll(3, 2, 1, Opcode.LT, Opcode.GT, Opcode.SLT, Opcode.SGT, Opcode.EQ);
    set.addAll(3, 2, 1, Opcode.AND, Opcode.OR, Opcode.XOR, Opcode.BYTE);
    set.addAll(3, 1, 1, Opcode.ISZERO, Opcode.NOT);
    set.add(Opcode.KECCAK256, 30, 2, 1);
    set.addAll(2, 0, 1, Opcode.ADDRESS, Opcode.ORIGIN, Opcode.CALLER, Opcode.CALLVALUE);
    set.addAll(2, 0, 1, Opcode.CALLDATASIZE, Opcode.CODESIZE, Opcode.GASPRICE);
    set.addAll(2, 0, 1, Opcode.COINBASE, Opcode.TIMESTAMP, Opcode.NUMBER, Opcode.DIFFICULTY);
    set.addAll(2, 0, 1, Opcode.GASLIMIT, Opcode.PC, Opcode.MSIZE, Opcode.GAS);
    set.addAll(20, 1, 1, Opcode.BALANCE, Opcode.EXTCODESIZE, Opcode.BLOCKHASH);
    set.add(Opcode.CALLDATALOAD, 3, 1, 1);
    set.addAll(3, 3, 0, Opcode.CALLDATACOPY, Opcode.CODECOPY);
    set.add(Opcode.EXTCODECOPY, 20, 4, 0);
    set.add(Opcode.POP, 2, 1, 0);
    set.add(Opcode.MLOAD, 3, 1, 1);
    set.addAll(3, 2, 0, Opcode.MSTORE, Opcode.MSTORE8);
    set.add(Opcode.SLOAD, 50, 1, 1);
    set.add(Opcode.SSTORE, 0, 2, 0);
    set.add(Opcode.JUMP, 8, 1, 0);
    set.add(Opcode.JUMPI, 10, 2, 0);
    set.add(Opcode.JUMPDEST, 1, 0, 0);
    for (int opcode = Opcode.PUSH1; opcode <= Opcode.PUSH32; opcode++) {
      set.add(opcode, 3, 0, 1);
    }
    for (int i = 0; i < 16; i++) {
      set.add(Opcode.DUP1 + i, 3, i + 1, i + 2);
      set.add(Opcode.SWAP1 + i, 3, i + 2, i + 2);
    }
    for (int topics = 0; topics <= 4; topics++) {
      set.add(Opcode.LOG0 + topics, 375 * (topics + 1), topics + 2, 0);
    }
    set.add(Opcode.CREATE, 32_000, 3, 1);
    set.addAll(40, 7, 1, Opcode.CALL, Opcode.CALLCODE);
    set.add(Opcode.RETURN, 0, 2, 0);
    set.add(Opcode.SELFDESTRUCT, 0, 1, 0);
    return set;
  }

  private void addAll(int price, int takenWords, int leftWords, int... opcodes) {
    for (int opcode : opcodes) {
      add(opcode, price, takenWords, leftWords);
    }
  }

  private void add(int opcode, int price, int takenWords, int leftWords) {
    defined[opcode] = true;
    gas[opcode] = (short) price;
    takes[opcode] = (byte) takenWords;
    leaves[opcode] = (byte) leftWords;
  }

  private void price(int price, int... opcodes) {
    for (int opcode : opcodes) {
      gas[opcode] = (short) price;
    }
  }
}
