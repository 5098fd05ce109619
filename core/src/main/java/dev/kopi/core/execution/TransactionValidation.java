package dev.kopi.core.execution;

import dev.kopi.core.chain.BlobParams;
import dev.kopi.core.chain.Fork;
import dev.kopi.core.chain.Rules;
import dev.kopi.core.chain.Transaction;
import dev.kopi.core.chain.TransactionType;
import dev.kopi.core.evm.BlockContext;
import dev.kopi.core.evm.Delegation;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.core.state.JournaledAccount;
import dev.kopi.core.state.WorldState;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The first phase of a transaction: whether it may be part of the block at all. Reads the state and
 * changes nothing. Deposits are not judged here.
 */
final class TransactionValidation {
  /** EIP-7825. */
  static final long GAS_LIMIT_CAP = 1 << 24;

  /** EIP-3860. */
  static final int MAX_INIT_CODE_SIZE = 49_152;

  /** EIP-7594: blobs of one transaction. */
  private static final int MAX_BLOBS_OSAKA = 6;

  private final BlockContext block;
  private final Rules rules;
  private final WorldState world;

  TransactionValidation(BlockContext block, WorldState world) {
    this.block = block;
    this.rules = block.rules();
    this.world = world;
  }

  /**
   * Judges a transaction that is signed.
   *
   * @param rollupFees what the sender pays for data and operator, at the most
   * @return why it is rejected, or null when it is not
   */
  @Nullable InvalidTransaction judge(
      Transaction transaction, Address sender, long gasLeftInBlock, UInt256 rollupFees) {
    InvalidTransaction invalid = form(transaction);
    invalid = invalid != null ? invalid : sender(transaction, sender);
    invalid = invalid != null ? invalid : gasLimit(transaction, gasLeftInBlock);
    invalid = invalid != null ? invalid : fees(transaction);
    invalid = invalid != null ? invalid : blobs(transaction);
    return invalid != null ? invalid : funds(transaction, sender, rollupFees);
  }

  /**
   * Judges a call that nobody signed: fees only when it offers any.
   *
   * @return why it is rejected, or null when it is not
   */
  @Nullable InvalidTransaction judgeSimulated(Transaction transaction, Address sender) {
    InvalidTransaction invalid = intrinsicGas(transaction);
    if (invalid == null && !transaction.maxFeePerGas().isZero()) {
      invalid = fees(transaction);
    }
    if (invalid == null && !transaction.maxFeePerBlobGas().isZero()) {
      invalid = blobs(transaction);
    }
    return invalid != null ? invalid : funds(transaction, sender, UInt256.ZERO);
  }

  private @Nullable InvalidTransaction form(Transaction transaction) {
    if (!isSupported(transaction.type())) {
      return InvalidTransaction.TYPE_NOT_SUPPORTED;
    }
    UInt256 chainId = transaction.chainId();
    boolean bindable = rules.has(Fork.SPURIOUS_DRAGON); // EIP-155
    if (chainId != null && (!bindable || !chainId.equals(rules.chainId()))) {
      return InvalidTransaction.WRONG_CHAIN;
    }
    boolean setsCode = transaction.type() == TransactionType.SET_CODE;
    return setsCode && transaction.authorizations().isEmpty()
        ? InvalidTransaction.NO_AUTHORIZATIONS
        : null;
  }

  private boolean isSupported(TransactionType type) {
    return switch (type) {
      case LEGACY -> true;
      case ACCESS_LIST -> rules.has(Fork.BERLIN);
      case DYNAMIC_FEE -> rules.has(Fork.LONDON);
      case BLOB -> rules.has(Fork.CANCUN) && !rules.isOptimism();
      case SET_CODE -> rules.has(Fork.PRAGUE);
      case DEPOSIT -> rules.isOptimism();
    };
  }

  private @Nullable InvalidTransaction sender(Transaction transaction, Address sender) {
    JournaledAccount account = world.account(sender);
    long nonce = world.nonce(account);
    int compared = Long.compareUnsigned(transaction.nonce(), nonce);
    if (compared != 0) {
      return compared < 0 ? InvalidTransaction.NONCE_TOO_LOW : InvalidTransaction.NONCE_TOO_HIGH;
    }
    if (nonce == -1) {
      return InvalidTransaction.NONCE_OVERFLOW;
    }
    // EIP-3607, and EIP-7702 for what a delegation is.
    Bytes code = world.code(account);
    return code.isEmpty() || Delegation.target(code) != null
        ? null
        : InvalidTransaction.SENDER_NOT_EOA;
  }

  private @Nullable InvalidTransaction gasLimit(Transaction transaction, long gasLeftInBlock) {
    if (rules.has(Fork.OSAKA) && Long.compareUnsigned(transaction.gasLimit(), GAS_LIMIT_CAP) > 0) {
      return InvalidTransaction.GAS_LIMIT_ABOVE_CAP;
    }
    if (Long.compareUnsigned(transaction.gasLimit(), gasLeftInBlock) > 0) {
      return InvalidTransaction.GAS_LIMIT_EXCEEDS_BLOCK;
    }
    return intrinsicGas(transaction);
  }

  /** Whether the gas limit covers what is gone before any code runs; init code's size too. */
  @Nullable InvalidTransaction intrinsicGas(Transaction transaction) {
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

  private @Nullable InvalidTransaction fees(Transaction transaction) {
    if (!rules.has(Fork.LONDON)) {
      return null;
    }
    if (transaction.maxPriorityFeePerGas().compareTo(transaction.maxFeePerGas()) > 0) {
      return InvalidTransaction.TIP_ABOVE_FEE;
    }
    return transaction.maxFeePerGas().compareTo(block.baseFee()) < 0
        ? InvalidTransaction.FEE_BELOW_BASE_FEE
        : null;
  }

  private @Nullable InvalidTransaction blobs(Transaction transaction) {
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
      if (hash.word(0) >>> 56 != 1) {
        return InvalidTransaction.UNKNOWN_BLOB_VERSION;
      }
    }
    return transaction.maxFeePerBlobGas().compareTo(block.blobBaseFee()) < 0
        ? InvalidTransaction.BLOB_FEE_TOO_LOW
        : null;
  }

  /** The balance must cover the most that may be taken (Yellow Paper, v₀; EIP-1559; EIP-4844). */
  private @Nullable InvalidTransaction funds(
      Transaction transaction, Address sender, UInt256 rollupFees) {
    UInt256 most = Wei.times(transaction.gasLimit(), transaction.maxFeePerGas());
    most = Wei.add(most, transaction.value());
    most = Wei.add(most, rollupFees);
    long blobGas = BlobParams.GAS_PER_BLOB * transaction.blobHashes().size();
    most = Wei.add(most, Wei.times(blobGas, transaction.maxFeePerBlobGas()));
    boolean covered = world.balance(world.account(sender)).compareTo(most) >= 0;
    return covered && !most.equals(UInt256.MAX) ? null : InvalidTransaction.INSUFFICIENT_FUNDS;
  }
}
