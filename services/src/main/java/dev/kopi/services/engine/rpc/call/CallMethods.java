package dev.kopi.services.engine.rpc.call;

import dev.kopi.adapters.json.JsonValues;
import dev.kopi.adapters.rpc.RpcException;
import dev.kopi.adapters.rpc.dispatch.Params;
import dev.kopi.core.chain.spec.BlobParams;
import dev.kopi.core.chain.spec.Fork;
import dev.kopi.core.evm.Tracer;
import dev.kopi.core.evm.call.CallOutcome;
import dev.kopi.core.evm.call.Halt;
import dev.kopi.core.execution.transaction.InvalidTransaction;
import dev.kopi.core.execution.transaction.TransactionOutcome;
import dev.kopi.core.execution.transaction.TransactionRules;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.services.engine.rpc.chain.ChainView;
import dev.kopi.services.engine.rpc.limit.Deadline;
import dev.kopi.services.engine.rpc.limit.LimitedMethods;
import java.math.BigInteger;
import tools.jackson.databind.JsonNode;

/** eth_call and eth_estimateGas. */
public final class CallMethods {
  private static final long TRANSFER_GAS = 21_000;
  private static final long CALL_STIPEND = 2_300;

  private final ChainView chain;
  private final Calls calls;

  /** The methods over a chain. */
  public CallMethods(ChainView chain, Calls calls) {
    this.chain = chain;
    this.calls = calls;
  }

  /** Adds the methods. */
  public void addTo(LimitedMethods methods) {
    methods.add("eth_call", this::call);
    methods.add("eth_estimateGas", this::estimateGas);
  }

  private JsonNode call(Params params, Deadline deadline) {
    CallArguments arguments = arguments(params);
    Calls.Context context =
        calls.context(
            chain.header(params, 1),
            params.optional(2),
            params.optional(3),
            deadline.cancellation());
    long gas = calls.gas(arguments);
    TransactionOutcome.Executed executed = context.execute(arguments, gas, null);
    if (!executed.success()) {
      throw context.failure(arguments, gas, executed);
    }
    return JsonValues.data(executed.output());
  }

  private CallArguments arguments(Params params) {
    CallArguments arguments = CallArguments.read(params.get(0));
    arguments.checkChain(chain.spec().chainId());
    return arguments;
  }

  private JsonNode estimateGas(Params params, Deadline deadline) {
    CallArguments arguments = arguments(params);
    Calls.Context context =
        calls.context(
            chain.header(params, 1),
            params.optional(2),
            params.optional(3),
            deadline.cancellation());
    return JsonValues.quantity(estimate(arguments, context, deadline));
  }

  /**
   * The least gas limit with which a transaction succeeds, with the chain's margin for calls of
   * code.
   *
   * @throws RpcException when it does not with any, or the time is over
   */
  long estimate(CallArguments arguments, Calls.Context context, Deadline deadline) {
    long highest = highest(arguments, context);
    long high = highest;
    if (isTransfer(arguments, context)
        && context.run(arguments, TRANSFER_GAS, null)
            instanceof TransactionOutcome.Executed executed
        && executed.success()) {
      return TRANSFER_GAS;
    }
    GasPeak peak = new GasPeak();
    TransactionOutcome.Executed atMost = atMost(arguments, context, high, peak);
    if (!atMost.success()) {
      Halt halt = atMost.halt();
      if (halt == Halt.OUT_OF_GAS || halt == Halt.REENTRANCY_SENTRY) {
        throw exceedsAllowance(high);
      }
      throw context.failure(arguments, high, atMost);
    }
    // The gas used is a lower bound.
    long low = atMost.gasUsed() - 1;
    // Calls forward at most 63/64 of their gas, so more than the gas used may be needed.
    long used = Math.max(high - peak.gasLeft, atMost.gasUsed());
    long likely = (used + CALL_STIPEND) * 64 / 63;
    if (likely < high) {
      if (succeeds(arguments, context, likely)) {
        high = likely;
      } else {
        low = likely;
      }
    }
    while (low + 1 < high) {
      deadline.check();
      // An error of 1.5 % is accepted, as in go-ethereum.
      if ((high - low) * 1000 < high * 15) {
        break;
      }
      long middle = Math.min((low + high) >>> 1, low * 2);
      if (succeeds(arguments, context, middle)) {
        high = middle;
      } else {
        low = middle;
      }
    }
    return Math.min(highest, high + high / 100 * calls.estimateMargin());
  }

  /** Records the gas that the outermost call left before refunds. */
  private static final class GasPeak implements Tracer {
    private long gasLeft;

    @Override
    public boolean wantsSteps() {
      return false;
    }

    @Override
    public void exit(int depth, CallOutcome outcome) {
      if (depth == 0) {
        gasLeft = outcome.gasLeft();
      }
    }
  }

  private static boolean isTransfer(CallArguments arguments, Calls.Context context) {
    Address to = arguments.to();
    return to != null
        && arguments.data().isEmpty()
        && !Calls.hasCode(context.overriddenState(), to);
  }

  private static TransactionOutcome.Executed atMost(
      CallArguments arguments, Calls.Context context, long gas, Tracer tracer) {
    return switch (context.run(arguments, gas, tracer)) {
      case TransactionOutcome.Executed executed -> executed;
      case TransactionOutcome.Rejected rejected ->
          throw isForMoreGas(rejected.reason())
              ? exceedsAllowance(gas)
              : failed(arguments, context, gas, rejected.reason());
    };
  }

  private static boolean isForMoreGas(InvalidTransaction reason) {
    return reason == InvalidTransaction.INTRINSIC_GAS_TOO_LOW
        || reason == InvalidTransaction.FLOOR_GAS_TOO_LOW;
  }

  private static RpcException exceedsAllowance(long gas) {
    return RpcException.server("gas required exceeds allowance (" + gas + ")");
  }

  private static RpcException failed(
      CallArguments arguments, Calls.Context context, long gas, InvalidTransaction reason) {
    return RpcException.server(
        "failed with " + gas + " gas: " + context.rejection(arguments, gas, reason));
  }

  /** Whether the transaction succeeds with this gas limit; throws when it is rejected otherwise. */
  private static boolean succeeds(CallArguments arguments, Calls.Context context, long gas) {
    return switch (context.run(arguments, gas, null)) {
      case TransactionOutcome.Executed executed -> executed.success();
      case TransactionOutcome.Rejected rejected -> {
        if (!isForMoreGas(rejected.reason())) {
          throw failed(arguments, context, gas, rejected.reason());
        }
        yield false;
      }
    };
  }

  private long highest(CallArguments arguments, Calls.Context context) {
    Long wished = arguments.gas();
    long high = context.block().gasLimit();
    if (wished != null && Long.compareUnsigned(wished, TRANSFER_GAS) >= 0) {
      high = wished < 0 ? Long.MAX_VALUE : wished;
    }
    if (context.block().rules().has(Fork.OSAKA)) {
      high = Math.min(high, TransactionRules.GAS_LIMIT_CAP);
    }
    if (!arguments.fee().isZero()) {
      high = Math.min(high, affordable(arguments, context));
    }
    return Math.min(high, calls.gasCap());
  }

  /** The gas that the sender can afford after value and blob fees. */
  private static long affordable(CallArguments arguments, Calls.Context context) {
    Calls.OverriddenState state = context.overriddenState();
    UInt256 balance = state.world().balance(state.world().account(arguments.from()));
    BigInteger left = balance.toBigInteger();
    BigInteger value = arguments.value().toBigInteger();
    if (value.signum() > 0 && value.compareTo(left) >= 0) {
      throw RpcException.server("insufficient funds for transfer");
    }
    left = left.subtract(value);
    var blobs = arguments.blobHashes();
    if (blobs != null) {
      long blobGas = BlobParams.GAS_PER_BLOB * blobs.size();
      BigInteger blobCost =
          BigInteger.valueOf(blobGas).multiply(arguments.blobFee().toBigInteger());
      if (blobCost.compareTo(left) >= 0) {
        throw RpcException.server("insufficient funds for gas * price + value");
      }
      left = left.subtract(blobCost);
    }
    BigInteger gas = left.divide(arguments.fee().toBigInteger());
    return gas.bitLength() > 63 ? Long.MAX_VALUE : gas.longValue();
  }
}
