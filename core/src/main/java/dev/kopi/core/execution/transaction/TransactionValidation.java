package dev.kopi.core.execution.transaction;

import dev.kopi.core.chain.spec.BlobParams;
import dev.kopi.core.chain.spec.Fork;
import dev.kopi.core.chain.spec.Rules;
import dev.kopi.core.chain.transaction.Transaction;
import dev.kopi.core.chain.transaction.TransactionType;
import dev.kopi.core.evm.call.Delegation;
import dev.kopi.core.evm.context.BlockContext;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.core.state.WorldState;
import org.jspecify.annotations.Nullable;

/**
 * The first phase of a transaction: whether the block can include it. Reads the state and changes
 * nothing. Not for deposits.
 */
final class TransactionValidation {
  private final BlockContext block;
  private final Rules rules;
  private final WorldState world;

  TransactionValidation(BlockContext block, WorldState world) {
    this.block = block;
    this.rules = block.rules();
    this.world = world;
  }

  /**
   * Validates a signed transaction.
   *
   * @param rollupFees the upper bound of L1 fee and operator fee
   * @return why it is rejected, or null when it is not
   */
  @Nullable InvalidTransaction validate(
      Transaction transaction, Address sender, long gasLeftInBlock, UInt256 rollupFees) {
    if (Long.compareUnsigned(transaction.gasLimit(), gasLeftInBlock) > 0) {
      return InvalidTransaction.GAS_LIMIT_EXCEEDS_BLOCK;
    }
    InvalidTransaction invalid = TransactionRules.validate(transaction, rules);
    invalid = invalid != null ? invalid : sender(transaction, sender);
    invalid = invalid != null ? invalid : fees(transaction);
    return invalid != null ? invalid : funds(transaction, sender, rollupFees);
  }

  /**
   * Validates an unsigned message.
   *
   * @param validated whether the nonce is checked, and fees even when the message offers none
   * @return why it is rejected, or null when it is not
   */
  @Nullable InvalidTransaction validateSimulated(
      Transaction transaction, Address sender, boolean validated) {
    InvalidTransaction invalid = validated ? nonce(transaction, sender) : null;
    boolean free =
        !validated
            && transaction.maxFeePerGas().isZero()
            && transaction.maxPriorityFeePerGas().isZero();
    if (invalid == null && !free) {
      invalid = gasFee(transaction);
    }
    invalid = invalid != null ? invalid : TransactionRules.blobs(transaction, rules);
    if (invalid == null && (validated || !transaction.maxFeePerBlobGas().isZero())) {
      invalid = blobFee(transaction);
    }
    invalid = invalid != null ? invalid : funds(transaction, sender, UInt256.ZERO);
    return invalid != null ? invalid : TransactionRules.intrinsicGas(transaction, rules);
  }

  private @Nullable InvalidTransaction nonce(Transaction transaction, Address sender) {
    long nonce = world.nonce(world.account(sender));
    int compared = Long.compareUnsigned(transaction.nonce(), nonce);
    if (compared != 0) {
      return compared < 0 ? InvalidTransaction.NONCE_TOO_LOW : InvalidTransaction.NONCE_TOO_HIGH;
    }
    return nonce == -1 ? InvalidTransaction.NONCE_OVERFLOW : null; // EIP-2681
  }

  private @Nullable InvalidTransaction sender(Transaction transaction, Address sender) {
    InvalidTransaction invalid = nonce(transaction, sender);
    if (invalid != null) {
      return invalid;
    }
    // EIP-3607, and EIP-7702 for what a delegation is.
    Bytes code = world.code(world.account(sender));
    return code.isEmpty() || Delegation.target(code) != null
        ? null
        : InvalidTransaction.SENDER_NOT_EOA;
  }

  private @Nullable InvalidTransaction fees(Transaction transaction) {
    if (transaction.maxFeePerGas().compareTo(block.baseFee()) < 0) {
      return InvalidTransaction.FEE_BELOW_BASE_FEE;
    }
    return blobFee(transaction);
  }

  /** As {@link #fees}, for a message whose form has not been checked. */
  private @Nullable InvalidTransaction gasFee(Transaction transaction) {
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

  private @Nullable InvalidTransaction blobFee(Transaction transaction) {
    boolean carriesBlobs = transaction.type() == TransactionType.BLOB;
    return carriesBlobs && transaction.maxFeePerBlobGas().compareTo(block.blobBaseFee()) < 0
        ? InvalidTransaction.BLOB_FEE_TOO_LOW
        : null;
  }

  /** The balance must cover the upfront cost (Yellow Paper, v₀; EIP-1559; EIP-4844). */
  private @Nullable InvalidTransaction funds(
      Transaction transaction, Address sender, UInt256 rollupFees) {
    UInt256 most = Wei.times(transaction.gasLimit(), transaction.maxFeePerGas());
    most = Wei.add(most, transaction.value());
    most = Wei.add(most, rollupFees);
    long blobGas = BlobParams.GAS_PER_BLOB * transaction.blobHashes().size();
    // A message without a blob fee cap still buys blob gas when the block has a blob base fee.
    UInt256 blobFee = transaction.maxFeePerBlobGas();
    blobFee = blobFee.compareTo(block.blobBaseFee()) < 0 ? block.blobBaseFee() : blobFee;
    most = Wei.add(most, Wei.times(blobGas, blobFee));
    boolean covered = world.balance(world.account(sender)).compareTo(most) >= 0;
    return covered && !most.equals(UInt256.MAX) ? null : InvalidTransaction.INSUFFICIENT_FUNDS;
  }
}
