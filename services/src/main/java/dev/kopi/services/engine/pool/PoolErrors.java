package dev.kopi.services.engine.pool;

import dev.kopi.adapters.rpc.RpcException;
import dev.kopi.core.execution.transaction.InvalidTransaction;
import dev.kopi.core.pool.PoolRefusal;
import dev.kopi.core.pool.PoolTransaction;
import dev.kopi.core.state.Account;
import java.util.Locale;

/** Error messages of the pool, equal to go-ethereum's. */
final class PoolErrors {
  private PoolErrors() {}

  /** The error for a transaction that is invalid on the chain. */
  static RpcException of(InvalidTransaction reason) {
    return RpcException.server(
        switch (reason) {
          case TYPE_NOT_SUPPORTED -> "transaction type not supported";
          case WRONG_CHAIN -> "invalid chain id for signer";
          case NONCE_OVERFLOW -> "nonce has max value";
          case INTRINSIC_GAS_TOO_LOW -> "intrinsic gas too low";
          case FLOOR_GAS_TOO_LOW -> "insufficient gas for floor data gas cost";
          case TIP_ABOVE_FEE -> "max priority fee per gas higher than max fee per gas";
          case INIT_CODE_TOO_LARGE -> "max initcode size exceeded";
          case GAS_LIMIT_ABOVE_CAP -> "transaction gas limit too high (cap: 16777216)";
          case NO_AUTHORIZATIONS -> "EIP-7702 transaction with empty auth list";
          default -> reason.name().toLowerCase(Locale.ROOT).replace('_', ' ');
        });
  }

  /** The error for a transaction that the pool refuses. */
  static RpcException of(PoolRefusal refusal, PoolTransaction one, Account account) {
    return RpcException.server(
        switch (refusal) {
          case ALREADY_KNOWN -> "already known";
          case NONCE_TOO_LOW ->
              "nonce too low: next nonce "
                  + Long.toUnsignedString(account.nonce())
                  + ", tx nonce "
                  + Long.toUnsignedString(one.nonce());
          case REPLACEMENT_UNDERPRICED -> "replacement transaction underpriced";
          case SENDER_FULL, TOO_MANY_GAPPED -> "account limit exceeded";
          case POOL_FULL -> "txpool is full: transaction underpriced";
          case INSUFFICIENT_FUNDS ->
              "insufficient funds for gas * price + value: balance "
                  + account.balance()
                  + ", tx cost "
                  + one.cost();
          case OTHER_KIND_PENDING -> "address already reserved";
        });
  }
}
