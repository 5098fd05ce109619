package dev.kopi.core.execution.transaction;

import dev.kopi.core.chain.spec.Fork;
import dev.kopi.core.chain.transaction.AccessListEntry;
import dev.kopi.core.chain.transaction.Transaction;
import dev.kopi.core.primitives.Bytes;

/** The gas that a transaction costs before any code runs. */
public final class IntrinsicGas {
  private static final long BASE = 21_000;
  private static final long CREATION = 32_000;
  private static final long ZERO_BYTE = 4;
  private static final long NONZERO_BYTE_FRONTIER = 68;
  private static final long NONZERO_BYTE = 16;
  private static final long INIT_CODE_WORD = 2;
  private static final long ACCESS_LIST_ADDRESS = 2400;
  private static final long ACCESS_LIST_SLOT = 1900;
  private static final long FLOOR_TOKEN = 10;

  /** The cost of an authorization (PER_EMPTY_ACCOUNT_COST of EIP-7702). */
  static final long AUTHORIZATION = 25_000;

  /** The refund when the authority exists already. */
  static final long EXISTING_AUTHORITY_REFUND = AUTHORIZATION - 12_500;

  private IntrinsicGas() {}

  /** The intrinsic gas (Yellow Paper, g₀ in section 6.2). */
  public static long of(Transaction transaction, Fork fork) {
    Bytes data = transaction.data();
    long zeros = zeros(data);
    long nonzeros = data.size() - zeros;
    // EIP-2028
    long nonzeroByte = fork.atLeast(Fork.ISTANBUL) ? NONZERO_BYTE : NONZERO_BYTE_FRONTIER;
    long gas = BASE + ZERO_BYTE * zeros + nonzeroByte * nonzeros;
    if (transaction.to() == null) {
      gas += fork.atLeast(Fork.HOMESTEAD) ? CREATION : 0; // EIP-2
      gas += fork.atLeast(Fork.SHANGHAI) ? INIT_CODE_WORD * words(data) : 0; // EIP-3860
    }
    for (AccessListEntry entry : transaction.accessList()) { // EIP-2930
      gas += ACCESS_LIST_ADDRESS + ACCESS_LIST_SLOT * entry.storageKeys().size();
    }
    return gas + AUTHORIZATION * transaction.authorizations().size(); // EIP-7702
  }

  /** The least gas that the call data costs in all (EIP-7623); 0 before Prague. */
  public static long floor(Transaction transaction, Fork fork) {
    if (!fork.atLeast(Fork.PRAGUE)) {
      return 0;
    }
    Bytes data = transaction.data();
    long zeros = zeros(data);
    return BASE + FLOOR_TOKEN * (zeros + 4 * (data.size() - zeros));
  }

  private static long words(Bytes data) {
    return (data.size() + 31L) / 32;
  }

  private static long zeros(Bytes data) {
    long zeros = 0;
    for (byte b : data.unsafeArray()) {
      if (b == 0) {
        zeros++;
      }
    }
    return zeros;
  }
}
