package dev.kopi.core.evm;

import dev.kopi.core.chain.spec.Fork;
import dev.kopi.core.evm.instruction.InstructionSet;

/**
 * The fork-dependent rules beyond {@link InstructionSet}: operand-dependent gas costs, and
 * features.
 */
final class EvmRules {
  /** The gas metering of SSTORE. */
  enum StorageMetering {
    /** By the current value only. */
    SIMPLE,
    /** By the current and the original value; EIP-1283, EIP-2200, EIP-2929. */
    NET
  }

  /** SSTORE fails when the gas left is not above this (EIP-2200). */
  static final int SSTORE_SENTRY = 2300;

  /** Extra gas for the callee of a call with value. */
  static final int CALL_STIPEND = 2300;

  static final int CALL_VALUE = 9000;
  static final int NEW_ACCOUNT = 25_000;
  static final int CODE_BYTE = 200;
  static final int KECCAK_WORD = 6;
  static final int COPY_WORD = 3;
  static final int LOG_BYTE = 8;
  static final int INIT_CODE_WORD = 2;
  static final int MAX_CODE_SIZE = 24_576;
  static final int MAX_INIT_CODE_SIZE = 2 * MAX_CODE_SIZE;
  static final int MAX_DEPTH = 1024;

  static final int WARM_ACCESS = 100;
  static final int COLD_ACCOUNT = 2600;
  static final int COLD_SLOT = 2100;

  final Fork fork;
  final InstructionSet instructions;

  /** EIP-2: running out of gas while storing code fails the creation. */
  final boolean codeDepositMustBePaid;

  /** EIP-150: a caller keeps a 64th of its gas, and requests above that are capped. */
  final boolean keepsSixtyFourth;

  /** EIP-161: empty accounts count as absent and new contracts start with nonce 1. */
  final boolean emptyIsAbsent;

  /** EIP-170. */
  final boolean limitsCodeSize;

  final int expByteGas;
  final StorageMetering storageMetering;
  final boolean storageSentry;

  /** The cost of an SSTORE that changes nothing. */
  final int storageNoop;

  final int storageSet;
  final int storageReset;
  final int storageClearRefund;

  /** EIP-2929: the first access in a transaction costs more. */
  final boolean accessLists;

  final int selfDestructRefund;

  /** EIP-150: SELFDESTRUCT pays for an account that it creates. */
  final boolean selfDestructPaysNewAccount;

  /** EIP-6780: SELFDESTRUCT removes only contracts created in the same transaction. */
  final boolean selfDestructOnlyNew;

  /** EIP-3541. */
  final boolean rejectsEfCode;

  /** EIP-3860. */
  final boolean limitsInitCode;

  /** EIP-4399: DIFFICULTY returns prevRandao. */
  final boolean prevRandao;

  /** EIP-7702. */
  final boolean delegations;

  private EvmRules(Fork fork) {
    this.fork = fork;
    this.instructions = InstructionSet.of(fork);
    this.codeDepositMustBePaid = fork.atLeast(Fork.HOMESTEAD);
    this.keepsSixtyFourth = fork.atLeast(Fork.TANGERINE_WHISTLE);
    this.selfDestructPaysNewAccount = fork.atLeast(Fork.TANGERINE_WHISTLE);
    this.emptyIsAbsent = fork.atLeast(Fork.SPURIOUS_DRAGON);
    this.limitsCodeSize = fork.atLeast(Fork.SPURIOUS_DRAGON);
    this.expByteGas = fork.atLeast(Fork.SPURIOUS_DRAGON) ? 50 : 10; // EIP-160
    this.storageSentry = fork.atLeast(Fork.ISTANBUL); // EIP-2200
    this.storageMetering =
        fork == Fork.CONSTANTINOPLE || fork.atLeast(Fork.ISTANBUL)
            ? StorageMetering.NET
            : StorageMetering.SIMPLE;
    this.accessLists = fork.atLeast(Fork.BERLIN);
    this.storageNoop = accessLists ? WARM_ACCESS : fork.atLeast(Fork.ISTANBUL) ? 800 : 200;
    this.storageSet = 20_000;
    this.storageReset = accessLists ? 5000 - COLD_SLOT : 5000;
    this.storageClearRefund = fork.atLeast(Fork.LONDON) ? 4800 : 15_000; // EIP-3529
    this.selfDestructRefund = fork.atLeast(Fork.LONDON) ? 0 : 24_000; // EIP-3529
    this.rejectsEfCode = fork.atLeast(Fork.LONDON);
    this.prevRandao = fork.atLeast(Fork.PARIS);
    this.limitsInitCode = fork.atLeast(Fork.SHANGHAI);
    this.selfDestructOnlyNew = fork.atLeast(Fork.CANCUN);
    this.delegations = fork.atLeast(Fork.PRAGUE);
  }

  static EvmRules of(Fork fork) {
    return new EvmRules(fork);
  }
}
