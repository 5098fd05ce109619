package dev.kopi.services.engine.pool;

import dev.kopi.core.chain.spec.Fork;
import dev.kopi.core.chain.spec.Rules;
import dev.kopi.core.chain.transaction.BlobSidecar;
import dev.kopi.core.chain.transaction.Transaction;
import dev.kopi.core.chain.transaction.TransactionEnvelope;
import dev.kopi.core.chain.transaction.TransactionType;
import dev.kopi.core.crypto.Crypto;
import dev.kopi.core.execution.fee.DataSize;
import dev.kopi.core.execution.fee.RollupFees;
import dev.kopi.core.execution.transaction.Authorities;
import dev.kopi.core.execution.transaction.InvalidTransaction;
import dev.kopi.core.execution.transaction.SenderRecovery;
import dev.kopi.core.execution.transaction.TransactionRules;
import dev.kopi.core.pool.PoolTransaction;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.core.state.StateView;
import dev.kopi.core.state.WorldState;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Validates transactions for the pool against the head state, by the rules of the next block. Blob
 * transactions are accepted on L1, with valid proofs; deposits and, on L2, blobs are rejected. For
 * any thread.
 *
 * @see <a href="https://specs.optimism.io/protocol/exec-engine.html#fees">Fees of the OP Stack</a>
 */
final class PoolValidator {
  /** The largest transaction, without blobs. */
  private static final int MAX_TRANSACTION_BYTES = 128 << 10;

  private static final BigInteger GAS_PER_BLOB = BigInteger.valueOf(1 << 17);

  private final Crypto crypto;

  PoolValidator(Crypto crypto) {
    this.crypto = crypto;
  }

  /** Whether a transaction is valid, without regard to other transactions. */
  sealed interface Validation {
    /**
     * It is valid.
     *
     * @param transaction the transaction with its sender and cost; its arrival is not set
     */
    record Valid(PoolTransaction transaction) implements Validation {}

    /** It is refused. */
    record Refused(SubmitResult.Refused why) implements Validation {}
  }

  private static Validation refused(SubmitResult.Refused why) {
    return new Validation.Refused(why);
  }

  /** Validates a transaction but for its blobs. */
  Validation validate(TransactionEnvelope envelope, PoolHead head) {
    Transaction transaction = envelope.transaction();
    Rules rules = head.next();
    boolean deposit = transaction.type() == TransactionType.DEPOSIT;
    if (deposit || (rules.isOptimism() && transaction.type() == TransactionType.BLOB)) {
      return refused(new SubmitResult.TypeNotAccepted(transaction.type().code()));
    }
    int size = envelope.encoded().size();
    if (size > MAX_TRANSACTION_BYTES) {
      return refused(new SubmitResult.Oversized(size, MAX_TRANSACTION_BYTES));
    }
    InvalidTransaction invalid = TransactionRules.validate(transaction, rules);
    if (invalid != null) {
      return refused(new SubmitResult.Invalid(invalid));
    }
    if (Long.compareUnsigned(transaction.gasLimit(), head.header().gasLimit()) > 0) {
      return refused(new SubmitResult.GasLimitAboveBlock());
    }
    Address sender = SenderRecovery.sender(crypto.secp256k1(), envelope, rules);
    if (sender == null) {
      return refused(new SubmitResult.InvalidSignature());
    }
    return new Validation.Valid(
        new PoolTransaction(
            envelope,
            sender,
            Authorities.signers(transaction.authorizations(), crypto.secp256k1()),
            cost(envelope, rules, head.state()),
            DataSize.inBytes(envelope),
            0));
  }

  /** The maximum cost of a transaction: gas, value, blobs, and the fees of the rollup. */
  private static UInt256 cost(TransactionEnvelope envelope, Rules rules, StateView state) {
    Transaction transaction = envelope.transaction();
    BigInteger gas = UInt256.of(transaction.gasLimit()).toBigInteger();
    BigInteger cost =
        gas.multiply(transaction.maxFeePerGas().toBigInteger())
            .add(transaction.value().toBigInteger())
            .add(
                transaction
                    .maxFeePerBlobGas()
                    .toBigInteger()
                    .multiply(GAS_PER_BLOB)
                    .multiply(BigInteger.valueOf(transaction.blobHashes().size())));
    if (rules.isOptimism()) {
      RollupFees fees = RollupFees.read(new WorldState(state), rules);
      cost = cost.add(fees.l1Fee(envelope).toBigInteger());
      cost = cost.add(fees.operatorFee(transaction.gasLimit()).toBigInteger());
    }
    return cost.bitLength() > 256 ? UInt256.MAX : UInt256.of(cost);
  }

  /** What became of the sidecar of a blob transaction. */
  sealed interface SidecarCheck {
    /**
     * It is valid.
     *
     * @param sidecar the sidecar to keep: since Osaka with cell proofs, whatever was sent
     */
    record Valid(BlobSidecar sidecar) implements SidecarCheck {}

    /** It is refused. */
    record Refused(SidecarFault fault) implements SidecarCheck {}
  }

  /**
   * Validates the sidecar of a blob transaction. Since Osaka, cell proofs are computed for one that
   * has a proof for each blob, as in go-ethereum: wallets and batchers still send these.
   */
  SidecarCheck validateBlobs(Transaction transaction, @Nullable BlobSidecar sidecar, Rules rules) {
    if (sidecar == null) {
      return new SidecarCheck.Refused(SidecarFault.of(SidecarFault.Kind.MISSING));
    }
    if (sidecar.cellProofs() && !rules.has(Fork.OSAKA)) {
      return new SidecarCheck.Refused(SidecarFault.of(SidecarFault.Kind.CELL_PROOFS_BEFORE_OSAKA));
    }
    SidecarFault fault =
        SidecarVerification.verify(
            sidecar, transaction.blobHashes(), crypto.kzg(), crypto.sha256());
    return fault == null
        ? new SidecarCheck.Valid(asNeeded(sidecar, rules))
        : new SidecarCheck.Refused(fault);
  }

  /** A valid sidecar with the proofs that payloads need: since Osaka for each cell. */
  BlobSidecar asNeeded(BlobSidecar sidecar, Rules rules) {
    if (sidecar.cellProofs() || !rules.has(Fork.OSAKA)) {
      return sidecar;
    }
    List<Bytes> proofs = new ArrayList<>();
    for (Bytes blob : sidecar.blobs()) {
      crypto.kzg().cellsAndProofs(blob.unsafeArray()).proofs().stream()
          .map(Bytes::wrap)
          .forEach(proofs::add);
    }
    return BlobSidecar.of(true, sidecar.blobs(), sidecar.commitments(), proofs);
  }
}
