package dev.kopi.services.engine.pool;

import dev.kopi.adapters.rpc.RpcException;
import dev.kopi.core.chain.block.Header;
import dev.kopi.core.chain.spec.ChainSpec;
import dev.kopi.core.chain.spec.Fork;
import dev.kopi.core.chain.spec.Rules;
import dev.kopi.core.chain.transaction.Transaction;
import dev.kopi.core.chain.transaction.TransactionEnvelope;
import dev.kopi.core.chain.transaction.TransactionType;
import dev.kopi.core.crypto.Crypto;
import dev.kopi.core.execution.fee.DataSize;
import dev.kopi.core.execution.fee.RollupFees;
import dev.kopi.core.execution.transaction.InvalidTransaction;
import dev.kopi.core.execution.transaction.SenderRecovery;
import dev.kopi.core.execution.transaction.TransactionRules;
import dev.kopi.core.pool.PoolTransaction;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.core.state.StateView;
import dev.kopi.core.state.WorldState;
import dev.kopi.core.store.ChainStore;
import java.math.BigInteger;
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

  private final ChainSpec spec;
  private final ChainStore store;
  private final Crypto crypto;

  PoolValidator(ChainSpec spec, ChainStore store, Crypto crypto) {
    this.spec = spec;
    this.store = store;
    this.crypto = crypto;
  }

  /** The newest block. */
  Header head() {
    Header head = store.header(store.heads().head());
    if (head == null) {
      throw new IllegalStateException("the head is not in the store");
    }
    return head;
  }

  private Rules rulesAfter(Header head) {
    return spec.rules(head.number() + 1, head.timestampSeconds() + 1, true);
  }

  /**
   * Validates a transaction in network form, with its blobs if it has any.
   *
   * @throws RpcException when it is rejected
   */
  PoolTransaction validate(PooledSidecar.Network sent) {
    Header head = head();
    Rules rules = rulesAfter(head);
    PoolTransaction pooled = validate(sent.transaction(), rules, head);
    if (pooled.transaction().type() == TransactionType.BLOB) {
      validateBlobs(pooled.transaction(), sent.sidecar(), rules);
    }
    return pooled;
  }

  /**
   * Validates a transaction whose blobs, if it has any, were validated before.
   *
   * @throws RpcException when it is rejected
   */
  PoolTransaction validate(TransactionEnvelope transaction) {
    Header head = head();
    return validate(transaction, rulesAfter(head), head);
  }

  private PoolTransaction validate(TransactionEnvelope envelope, Rules rules, Header head) {
    Transaction transaction = envelope.transaction();
    boolean deposit = transaction.type() == TransactionType.DEPOSIT;
    if (deposit || (rules.isOptimism() && transaction.type() == TransactionType.BLOB)) {
      throw PoolErrors.of(InvalidTransaction.TYPE_NOT_SUPPORTED);
    }
    if (envelope.encoded().size() > MAX_TRANSACTION_BYTES) {
      throw RpcException.server(
          "oversized data: transaction size "
              + envelope.encoded().size()
              + ", limit "
              + MAX_TRANSACTION_BYTES);
    }
    InvalidTransaction invalid = TransactionRules.validate(transaction, rules);
    if (invalid != null) {
      throw PoolErrors.of(invalid);
    }
    if (Long.compareUnsigned(transaction.gasLimit(), head.gasLimit()) > 0) {
      throw RpcException.server("exceeds block gas limit");
    }
    Address sender = SenderRecovery.sender(crypto.secp256k1(), envelope, rules);
    if (sender == null) {
      throw RpcException.server("invalid sender");
    }
    StateView state = store.state(store.heads().head());
    return new PoolTransaction(
        envelope, sender, cost(envelope, rules, state), DataSize.inBytes(envelope.encoded()), 0);
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
      cost = cost.add(fees.l1Fee(envelope.encoded()).toBigInteger());
      cost = cost.add(fees.operatorFee(transaction.gasLimit()).toBigInteger());
    }
    return cost.bitLength() > 256 ? UInt256.MAX : UInt256.of(cost);
  }

  private void validateBlobs(
      Transaction transaction, @Nullable PooledSidecar sidecar, Rules rules) {
    if (sidecar == null) {
      throw RpcException.server("missing sidecar in blob transaction");
    }
    // "after the fork activation, … only … cell proofs" are accepted (EIP-7594).
    if (sidecar.cellProofs() != rules.has(Fork.OSAKA)) {
      throw RpcException.server(
          "unexpected blob sidecar version "
              + (sidecar.cellProofs()
                  ? "1 before Osaka"
                  : "0 since Osaka: cell proofs are needed"));
    }
    String refusal = sidecar.verify(transaction.blobHashes(), crypto.kzg(), crypto.sha256());
    if (refusal != null) {
      throw RpcException.server(refusal);
    }
  }
}
