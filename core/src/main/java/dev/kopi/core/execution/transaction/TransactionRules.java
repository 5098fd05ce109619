package dev.kopi.core.execution.transaction;

import dev.kopi.core.chain.spec.BlobParams;
import dev.kopi.core.chain.spec.Fork;
import dev.kopi.core.chain.spec.Rules;
import dev.kopi.core.chain.transaction.Transaction;
import dev.kopi.core.chain.transaction.TransactionType;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The validity rules of a transaction that depend neither on the state nor on the block's fees. */
public final class TransactionRules {
  /** The cap of the gas limit from Osaka on (EIP-7825). */
  public static final long GAS_LIMIT_CAP = 1 << 24;

  /** The size limit of init code from Shanghai on (EIP-3860). */
  public static final int MAX_INIT_CODE_SIZE = 49_152;

  /** The limit of blobs in one transaction from Osaka on (EIP-7594). */
  private static final int MAX_BLOBS_OSAKA = 6;

  private static final byte BLOB_HASH_VERSION = 1;

  private TransactionRules() {}

  /**
   * Validates a signed transaction.
   *
   * @return why no block under these rules can include it, or null when it is valid
   */
  public static @Nullable InvalidTransaction validate(Transaction transaction, Rules rules) {
    InvalidTransaction invalid = form(transaction, rules);
    invalid = invalid != null ? invalid : gasLimit(transaction, rules);
    return invalid != null ? invalid : blobs(transaction, rules);
  }

  private static @Nullable InvalidTransaction form(Transaction transaction, Rules rules) {
    if (!isSupported(transaction.type(), rules)) {
      return InvalidTransaction.TYPE_NOT_SUPPORTED;
    }
    UInt256 chainId = transaction.chainId();
    boolean bindable = rules.has(Fork.SPURIOUS_DRAGON); // EIP-155
    if (chainId != null && (!bindable || !chainId.equals(rules.chainId()))) {
      return InvalidTransaction.WRONG_CHAIN;
    }
    if (transaction.nonce() == -1) { // EIP-2681
      return InvalidTransaction.NONCE_OVERFLOW;
    }
    if (transaction.maxPriorityFeePerGas().compareTo(transaction.maxFeePerGas()) > 0) {
      return InvalidTransaction.TIP_ABOVE_FEE;
    }
    boolean setsCode = transaction.type() == TransactionType.SET_CODE;
    return setsCode && transaction.authorizations().isEmpty()
        ? InvalidTransaction.NO_AUTHORIZATIONS
        : null;
  }

  private static boolean isSupported(TransactionType type, Rules rules) {
    return switch (type) {
      case LEGACY -> true;
      case ACCESS_LIST -> rules.has(Fork.BERLIN);
      case DYNAMIC_FEE -> rules.has(Fork.LONDON);
      case BLOB -> rules.has(Fork.CANCUN) && !rules.isOptimism();
      case SET_CODE -> rules.has(Fork.PRAGUE);
      case DEPOSIT -> rules.isOptimism();
    };
  }

  private static @Nullable InvalidTransaction gasLimit(Transaction transaction, Rules rules) {
    if (rules.has(Fork.OSAKA) && Long.compareUnsigned(transaction.gasLimit(), GAS_LIMIT_CAP) > 0) {
      return InvalidTransaction.GAS_LIMIT_ABOVE_CAP;
    }
    if (Wei.times(transaction.gasLimit(), transaction.maxFeePerGas()).equals(UInt256.MAX)) {
      return InvalidTransaction.FEE_OVERFLOW;
    }
    return intrinsicGas(transaction, rules);
  }

  /** Checks that the gas limit covers the intrinsic gas, and the size of init code. */
  static @Nullable InvalidTransaction intrinsicGas(Transaction transaction, Rules rules) {
    long gasLimit = transaction.gasLimit();
    if (Long.compareUnsigned(gasLimit, IntrinsicGas.of(transaction, rules.fork())) < 0) {
      return InvalidTransaction.INTRINSIC_GAS_TOO_LOW;
    }
    if (Long.compareUnsigned(gasLimit, IntrinsicGas.floor(transaction, rules.fork())) < 0) {
      return InvalidTransaction.FLOOR_GAS_TOO_LOW;
    }
    boolean tooLarge =
        rules.has(Fork.SHANGHAI)
            && transaction.to() == null
            && transaction.data().size() > MAX_INIT_CODE_SIZE;
    return tooLarge ? InvalidTransaction.INIT_CODE_TOO_LARGE : null;
  }

  /** EIP-4844, and EIP-7594 for the number of blobs. */
  static @Nullable InvalidTransaction blobs(Transaction transaction, Rules rules) {
    if (transaction.type() != TransactionType.BLOB) {
      return null;
    }
    List<Hash> hashes = transaction.blobHashes();
    if (hashes.isEmpty()) {
      return InvalidTransaction.NO_BLOBS;
    }
    BlobParams params = rules.blobs();
    int most = params == null ? 0 : params.max();
    most = rules.has(Fork.OSAKA) ? Math.min(most, MAX_BLOBS_OSAKA) : most;
    if (hashes.size() > most) {
      return InvalidTransaction.TOO_MANY_BLOBS;
    }
    for (Hash hash : hashes) {
      if (hash.word(0) >>> 56 != BLOB_HASH_VERSION) {
        return InvalidTransaction.UNKNOWN_BLOB_VERSION;
      }
    }
    return null;
  }
}
