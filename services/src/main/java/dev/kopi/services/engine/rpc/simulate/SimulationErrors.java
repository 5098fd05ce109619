package dev.kopi.services.engine.rpc.simulate;

import dev.kopi.adapters.rpc.RpcException;
import dev.kopi.core.execution.transaction.InvalidTransaction;

/**
 * The error codes of {@code eth_simulateV1}.
 *
 * @see <a
 *     href="https://github.com/ethereum/execution-apis/blob/main/src/eth/execute.yaml">eth_simulateV1</a>
 */
final class SimulationErrors {
  static final int BLOCK_GAS_LIMIT_REACHED = -38015;

  private static final int NONCE_TOO_LOW = -38010;
  private static final int NONCE_TOO_HIGH = -38011;
  private static final int BASE_FEE_TOO_LOW = -38012;
  private static final int INTRINSIC_GAS = -38013;
  private static final int INSUFFICIENT_FUNDS = -38014;
  private static final int SENDER_IS_NOT_EOA = -38024;
  private static final int INIT_CODE_TOO_LARGE = -38025;

  private SimulationErrors() {}

  /** The code for a transaction that is rejected. */
  static int code(InvalidTransaction reason) {
    return switch (reason) {
      case NONCE_TOO_LOW -> NONCE_TOO_LOW;
      case NONCE_TOO_HIGH -> NONCE_TOO_HIGH;
      case FEE_BELOW_BASE_FEE -> BASE_FEE_TOO_LOW;
      case INTRINSIC_GAS_TOO_LOW -> INTRINSIC_GAS;
      case INSUFFICIENT_FUNDS -> INSUFFICIENT_FUNDS;
      case GAS_LIMIT_EXCEEDS_BLOCK -> BLOCK_GAS_LIMIT_REACHED;
      case SENDER_NOT_EOA -> SENDER_IS_NOT_EOA;
      case INIT_CODE_TOO_LARGE -> INIT_CODE_TOO_LARGE;
      case TIP_ABOVE_FEE -> RpcException.INVALID_PARAMS;
      default -> RpcException.INTERNAL_ERROR;
    };
  }
}
