package dev.kopi.services.engine.rpc;

import dev.kopi.adapters.json.JsonFields;
import dev.kopi.adapters.json.JsonValues;
import dev.kopi.adapters.rpc.Params;
import dev.kopi.adapters.rpc.RpcException;
import dev.kopi.adapters.rpc.RpcMethods;
import dev.kopi.core.chain.Fork;
import dev.kopi.core.chain.Header;
import dev.kopi.core.chain.Transaction;
import dev.kopi.core.evm.BlockContext;
import dev.kopi.core.evm.Halt;
import dev.kopi.core.execution.InvalidTransaction;
import dev.kopi.core.execution.TransactionOutcome;
import dev.kopi.core.execution.TransactionProcessor;
import dev.kopi.core.platform.BigEndian;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.core.state.Account;
import dev.kopi.core.state.StateUnavailableException;
import dev.kopi.core.state.StateView;
import dev.kopi.core.state.WorldState;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Calls that leave no trace: eth_call and the estimation of gas. */
final class CallMethods {
  /** The most gas that one call may use. */
  static final long GAS_CAP = 50_000_000;

  private static final long TRANSACTION_GAS_CAP_OSAKA = 1 << 24;
  private static final int ERROR_SELECTOR = 0x08c379a0;
  private static final int PANIC_SELECTOR = 0x4e487b71;

  private final ChainView chain;

  CallMethods(ChainView chain) {
    this.chain = chain;
  }

  void addTo(RpcMethods methods) {
    methods.add("eth_call", this::call);
    methods.add("eth_estimateGas", this::estimateGas);
  }

  private JsonNode call(Params params) {
    CallArguments arguments = CallArguments.read(params.get(0));
    Header header = chain.header(params, 1);
    StateView state = StateOverrides.over(chain.state(header), params.optional(2));
    BlockContext block = context(header, params.optional(3));
    Long wished = arguments.gas();
    long gas = wished == null || wished == 0 ? GAS_CAP : capped(wished);
    TransactionOutcome.Executed executed = run(arguments, block, state, gas);
    if (!executed.success()) {
      throw failure(executed);
    }
    return JsonValues.data(executed.output());
  }

  private static long capped(long gas) {
    return Long.compareUnsigned(gas, GAS_CAP) > 0 ? GAS_CAP : gas;
  }

  private TransactionOutcome.Executed run(
      CallArguments arguments, BlockContext block, StateView state, long gas) {
    TransactionOutcome outcome = simulate(arguments, block, state, gas);
    if (outcome instanceof TransactionOutcome.Rejected rejected) {
      throw RpcException.server("err: " + describe(rejected.reason()));
    }
    return (TransactionOutcome.Executed) outcome;
  }

  private TransactionOutcome simulate(
      CallArguments arguments, BlockContext block, StateView state, long gas) {
    try {
      Account sender = state.account(arguments.from());
      Transaction transaction =
          arguments.toTransaction(chain.spec().chainId(), sender == null ? 0 : sender.nonce(), gas);
      BlockContext seen =
          arguments.maxFeePerGas().isZero() ? withBaseFee(block, UInt256.ZERO) : block;
      return new TransactionProcessor(seen, new WorldState(state), chain.crypto())
          .simulate(transaction, arguments.from());
    } catch (StateUnavailableException e) {
      throw RpcException.server(String.valueOf(e.getMessage()));
    }
  }

  /** Without a price nothing is paid, so that the base fee reads as zero: as go-ethereum has it. */
  private static BlockContext withBaseFee(BlockContext block, UInt256 baseFee) {
    return new BlockContext(
        block.rules(),
        block.number(),
        block.timestampSeconds(),
        block.beneficiary(),
        block.gasLimit(),
        baseFee,
        block.prevRandao(),
        block.difficulty(),
        block.blobBaseFee(),
        block.blockHashes());
  }

  private BlockContext context(Header header, @Nullable JsonNode overrides) {
    BlockContext block = chain.context(header);
    if (overrides == null) {
      return block;
    }
    Long number = JsonFields.optionalQuantity(overrides, "number");
    Long time = JsonFields.optionalQuantity(overrides, "time");
    Long gasLimit = JsonFields.optionalQuantity(overrides, "gasLimit");
    Address beneficiary = JsonFields.optionalAddress(overrides, "feeRecipient");
    Hash randao = JsonFields.optionalHash(overrides, "prevRandao");
    UInt256 baseFee = JsonFields.optionalUint256(overrides, "baseFeePerGas");
    UInt256 blobBaseFee = JsonFields.optionalUint256(overrides, "blobBaseFee");
    return new BlockContext(
        block.rules(),
        number == null ? block.number() : number,
        time == null ? block.timestampSeconds() : time,
        beneficiary == null ? block.beneficiary() : beneficiary,
        gasLimit == null ? block.gasLimit() : gasLimit,
        baseFee == null ? block.baseFee() : baseFee,
        randao == null ? block.prevRandao() : randao,
        block.difficulty(),
        blobBaseFee == null ? block.blobBaseFee() : blobBaseFee,
        block.blockHashes());
  }

  /** The least gas limit with which the transaction succeeds, by bisection. */
  private JsonNode estimateGas(Params params) {
    CallArguments arguments = CallArguments.read(params.get(0));
    Header header = chain.header(params, 1);
    StateView state = StateOverrides.over(chain.state(header), params.optional(2));
    BlockContext block = context(header, params.optional(3));
    long high = highest(arguments, header, state);
    TransactionOutcome.Executed atMost = run(arguments, block, state, high);
    if (!atMost.success()) {
      if (atMost.halt() == Halt.OUT_OF_GAS) {
        throw RpcException.server("gas required exceeds allowance (" + high + ")");
      }
      throw failure(atMost);
    }
    // Nothing below what was used and refunded can be enough.
    long low = atMost.gasUsed() - 1;
    // A call that passes on 63/64 of its gas needs a little more than it uses.
    long likely = (atMost.gasUsed() + atMost.gasRefunded() + 2300) * 64 / 63;
    if (likely < high) {
      if (succeeds(arguments, block, state, likely)) {
        high = likely;
      } else {
        low = likely;
      }
    }
    while (low + 1 < high) {
      // Within 1.5 % is near enough, as the reference has it.
      if ((high - low) * 1000 < high * 15) {
        break;
      }
      long middle = Math.min((low + high) >>> 1, low * 2);
      if (succeeds(arguments, block, state, middle)) {
        high = middle;
      } else {
        low = middle;
      }
    }
    return JsonValues.quantity(high);
  }

  private boolean succeeds(CallArguments arguments, BlockContext block, StateView state, long gas) {
    return simulate(arguments, block, state, gas) instanceof TransactionOutcome.Executed executed
        && executed.success();
  }

  private long highest(CallArguments arguments, Header header, StateView state) {
    Long wished = arguments.gas();
    long high = wished != null && wished >= 21_000 ? capped(wished) : header.gasLimit();
    high = Math.min(high, GAS_CAP);
    if (chain.rules(header).has(Fork.OSAKA)) {
      high = Math.min(high, TRANSACTION_GAS_CAP_OSAKA);
    }
    if (!arguments.maxFeePerGas().isZero()) {
      Account sender = state.account(arguments.from());
      UInt256 balance = sender == null ? UInt256.ZERO : sender.balance();
      if (balance.compareTo(arguments.value()) < 0) {
        throw RpcException.server("insufficient funds for transfer");
      }
      UInt256 affordable = balance.subtract(arguments.value()).divide(arguments.maxFeePerGas());
      high = Math.min(high, affordable.toLongSaturated());
    }
    return high;
  }

  private static RpcException failure(TransactionOutcome.Executed executed) {
    Halt halt = executed.halt();
    if (halt == null) {
      Bytes output = executed.output();
      String reason = reason(output);
      String message = reason == null ? "execution reverted" : "execution reverted: " + reason;
      return new RpcException(RpcException.EXECUTION_REVERTED, message, JsonValues.data(output));
    }
    return RpcException.server(halt.name().toLowerCase(Locale.ROOT).replace('_', ' '));
  }

  private static String describe(InvalidTransaction reason) {
    return reason.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  /**
   * What Solidity's {@code Error(string)} or {@code Panic(uint256)} says, or null for anything
   * else.
   */
  private static @Nullable String reason(Bytes output) {
    if (output.size() < 4 + 32) {
      return null;
    }
    byte[] bytes = output.unsafeArray();
    int selector = BigEndian.getInt(bytes, 0);
    if (selector == PANIC_SELECTOR) {
      return "panic code " + UInt256.fromBytes(bytes, 4, 32).toHex();
    }
    if (selector != ERROR_SELECTOR || output.size() < 4 + 64) {
      return null;
    }
    long length = UInt256.fromBytes(bytes, 4 + 32, 32).toLongSaturated();
    if (length > output.size() - (4 + 64)) {
      return null;
    }
    return new String(bytes, 4 + 64, (int) length, StandardCharsets.UTF_8);
  }
}
