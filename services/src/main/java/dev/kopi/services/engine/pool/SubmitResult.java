package dev.kopi.services.engine.pool;

import dev.kopi.core.execution.transaction.InvalidTransaction;
import dev.kopi.core.pool.PoolDecision;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import java.util.Locale;

/** What became of a transaction that was sent to the pool. */
public sealed interface SubmitResult {
  /** It is in the pool. */
  record Accepted(Hash hash) implements SubmitResult {}

  /** It is not in the pool. */
  sealed interface Refused extends SubmitResult {
    /** The reason as a label of metrics: one of few, in snake case. */
    default String label() {
      String reason =
          switch (this) {
            case Malformed malformed -> "malformed";
            case TypeNotAccepted type -> "type_not_supported";
            case Invalid(InvalidTransaction why) -> why.name();
            case Oversized oversized -> "oversized";
            case FeeAboveCap above -> "fee_above_cap";
            case GasLimitAboveBlock above -> "gas_limit_above_block";
            case InvalidSignature invalid -> "invalid_signature";
            case InvalidSidecar invalid -> "invalid_sidecar";
            case AlreadyKnown known -> "already_known";
            case NotAdmitted(PoolDecision.Refuse decision) -> decision.reason().name();
          };
      return reason.toLowerCase(Locale.ROOT);
    }
  }

  /**
   * It cannot be decoded.
   *
   * @param problem what is wrong with its encoding
   */
  record Malformed(String problem) implements Refused {}

  /**
   * It is of a type that this chain's pool does not take.
   *
   * @param type the type
   */
  record TypeNotAccepted(int type) implements Refused {}

  /** It is invalid on this chain. */
  record Invalid(InvalidTransaction reason) implements Refused {}

  /**
   * It is too large, without its blobs.
   *
   * @param bytes its size
   * @param limit the largest that is accepted, in bytes
   */
  record Oversized(int bytes, int limit) implements Refused {}

  /**
   * It may pay more for its gas than this node forwards.
   *
   * @param fee the most that it pays, in wei
   * @param cap the most that is accepted, in wei
   */
  record FeeAboveCap(UInt256 fee, UInt256 cap) implements Refused {}

  /** Its gas limit is above that of a block. */
  record GasLimitAboveBlock() implements Refused {}

  /** Its signature is invalid. */
  record InvalidSignature() implements Refused {}

  /** The sidecar of its blobs is missing or invalid. */
  record InvalidSidecar(SidecarFault fault) implements Refused {}

  /** It is in the pool already. */
  record AlreadyKnown() implements Refused {}

  /** The pool's rules refuse it. */
  record NotAdmitted(PoolDecision.Refuse decision) implements Refused {}
}
