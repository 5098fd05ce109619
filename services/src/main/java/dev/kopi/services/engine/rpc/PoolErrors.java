package dev.kopi.services.engine.rpc;

import dev.kopi.adapters.rpc.RpcException;
import dev.kopi.core.execution.transaction.InvalidTransaction;
import dev.kopi.core.pool.PoolDecision;
import dev.kopi.core.pool.PoolTransaction;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.services.engine.pool.SidecarFault;
import dev.kopi.services.engine.pool.SubmitResult;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.Locale;

/** The RPC errors for what the pool refuses, with go-ethereum's texts. */
final class PoolErrors {
  private PoolErrors() {}

  /** The error for a refused transaction. */
  static RpcException of(SubmitResult.Refused refused) {
    return RpcException.server(text(refused));
  }

  private static String text(SubmitResult.Refused refused) {
    return switch (refused) {
      case SubmitResult.Malformed(String problem) -> "invalid transaction: " + problem;
      case SubmitResult.TypeNotAccepted(int type) ->
          "transaction type not supported: received type " + type;
      case SubmitResult.Invalid(InvalidTransaction reason) -> text(reason);
      case SubmitResult.Oversized(int bytes, int limit) ->
          "oversized data: transaction size " + bytes + ", limit " + limit;
      case SubmitResult.FeeAboveCap(UInt256 fee, UInt256 cap) ->
          "tx fee (" + ether(fee) + " ether) exceeds the configured cap (" + ether(cap) + " ether)";
      case SubmitResult.GasLimitAboveBlock() -> "exceeds block gas limit";
      case SubmitResult.InvalidSignature() -> "invalid sender";
      case SubmitResult.InvalidSidecar(SidecarFault fault) -> text(fault);
      case SubmitResult.AlreadyKnown() -> "already known";
      case SubmitResult.NotAdmitted(PoolDecision.Refuse decision) -> text(decision);
    };
  }

  /** An amount in ether with two decimals, rounded as go-ethereum does. */
  private static String ether(UInt256 wei) {
    double ether = new BigDecimal(wei.toBigInteger()).movePointLeft(18).doubleValue();
    return new BigDecimal(ether).setScale(2, RoundingMode.HALF_EVEN).toPlainString();
  }

  private static String text(InvalidTransaction reason) {
    return switch (reason) {
      case TYPE_NOT_SUPPORTED -> "transaction type not supported";
      case WRONG_CHAIN -> "invalid chain id for signer";
      case NONCE_OVERFLOW -> "nonce has max value";
      case INTRINSIC_GAS_TOO_LOW -> "intrinsic gas too low";
      case FLOOR_GAS_TOO_LOW -> "insufficient gas for floor data gas cost";
      case TIP_ABOVE_FEE -> "max priority fee per gas higher than max fee per gas";
      case INIT_CODE_TOO_LARGE -> "max initcode size exceeded";
      case GAS_LIMIT_ABOVE_CAP -> "transaction gas limit too high (cap: 16777216)";
      case NO_AUTHORIZATIONS -> "EIP-7702 transaction with empty auth list";
      case NONCE_TOO_LOW,
          NONCE_TOO_HIGH,
          SENDER_NOT_EOA,
          GAS_LIMIT_EXCEEDS_BLOCK,
          FEE_BELOW_BASE_FEE,
          FEE_OVERFLOW,
          INSUFFICIENT_FUNDS,
          NO_BLOBS,
          TOO_MANY_BLOBS,
          UNKNOWN_BLOB_VERSION,
          BLOB_FEE_TOO_LOW,
          SYSTEM_TRANSACTION,
          BLOBS_EXCEED_BLOCK,
          DA_FOOTPRINT_EXCEEDS_BLOCK ->
          reason.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    };
  }

  private static String text(SidecarFault fault) {
    return switch (fault.kind()) {
      case MISSING -> "missing sidecar in blob transaction";
      case CELL_PROOFS_BEFORE_OSAKA -> "unexpected blob sidecar version 1 before Osaka";
      case BLOB_COUNT -> "invalid number of blobs in the sidecar";
      case PROOF_COUNT -> "invalid number of proofs in the sidecar";
      case COMMITMENT -> "blob " + fault.blob() + ": commitment does not match the versioned hash";
      case PROOFS -> "invalid KZG proofs in the sidecar";
    };
  }

  private static String text(PoolDecision.Refuse refuse) {
    PoolTransaction one = refuse.transaction();
    return switch (refuse.reason()) {
      case ALREADY_KNOWN -> "already known";
      case PRICE_TOO_LOW ->
          "transaction underpriced: gas tip cap "
              + one.transaction().maxPriorityFeePerGas().toBigInteger()
              + ", minimum needed "
              + refuse.priceLimit().toBigInteger();
      case NONCE_TOO_LOW ->
          "nonce too low: next nonce "
              + Long.toUnsignedString(refuse.stateNonce())
              + ", tx nonce "
              + Long.toUnsignedString(one.nonce());
      case BLOBS_BEHIND_GAP ->
          "nonce too high: tx nonce "
              + Long.toUnsignedString(one.nonce())
              + ", gapped nonce "
              + Long.toUnsignedString(refuse.nextNonce());
      case INSUFFICIENT_FUNDS -> insufficientFunds(refuse);
      case DELEGATED_SENDER_PENDING -> "in-flight transaction limit reached for delegated accounts";
      case DELEGATED_SENDER_BEHIND_GAP -> "gapped-nonce tx from delegated accounts";
      case AUTHORITY_PENDING -> "authority already reserved";
      case OTHER_KIND_PENDING -> "address already reserved";
      case REPLACEMENT_UNDERPRICED -> "replacement transaction underpriced";
      case ACCOUNT_QUEUE_FULL -> "account limit exceeded";
      case POOL_FULL -> "txpool is full: transaction underpriced";
    };
  }

  private static String insufficientFunds(PoolDecision.Refuse refuse) {
    BigInteger balance = refuse.balance().toBigInteger();
    BigInteger cost = refuse.transaction().cost().toBigInteger();
    BigInteger pending = refuse.pendingCost();
    PoolTransaction replaced = refuse.replaced();
    String text = "insufficient funds for gas * price + value: balance " + balance;
    if (cost.compareTo(balance) > 0) {
      return text + ", tx cost " + cost + ", overshot " + cost.subtract(balance);
    }
    BigInteger more = replaced == null ? cost : cost.subtract(replaced.cost().toBigInteger());
    return text
        + ", queued cost "
        + pending
        + (replaced == null ? ", tx cost " : ", tx bumped ")
        + more
        + ", overshot "
        + pending.add(more).subtract(balance);
  }
}
