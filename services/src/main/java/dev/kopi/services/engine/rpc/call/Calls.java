package dev.kopi.services.engine.rpc.call;

import dev.kopi.adapters.rpc.RpcException;
import dev.kopi.core.chain.block.Header;
import dev.kopi.core.chain.transaction.Transaction;
import dev.kopi.core.crypto.Crypto;
import dev.kopi.core.evm.Cancellation;
import dev.kopi.core.evm.Tracer;
import dev.kopi.core.evm.call.Halt;
import dev.kopi.core.evm.context.BlockContext;
import dev.kopi.core.evm.precompile.Precompiles;
import dev.kopi.core.execution.transaction.InvalidTransaction;
import dev.kopi.core.execution.transaction.TransactionOutcome;
import dev.kopi.core.execution.transaction.TransactionProcessor;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.core.state.StateUnavailableException;
import dev.kopi.core.state.StateView;
import dev.kopi.core.state.WorldState;
import dev.kopi.services.engine.rpc.chain.ChainView;
import dev.kopi.services.engine.rpc.limit.CallLimits;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Executes unsigned messages on the state of a block, with overrides of state and block. */
public final class Calls {

  private final ChainView chain;
  private final long gasCap;
  private final int estimateMargin;

  /**
   * Calls on the states of a chain.
   *
   * @param limits the limits of calls
   */
  public Calls(ChainView chain, CallLimits limits) {
    this.chain = chain;
    this.gasCap = limits.gasCap();
    this.estimateMargin = limits.estimateMargin();
  }

  /** What an estimate adds to the gas that is needed, in percent. */
  int estimateMargin() {
    return estimateMargin;
  }

  /** The gas limit of one call, and of all calls of one simulation together. */
  public long gasCap() {
    return gasCap;
  }

  /** The block and the state that calls see, with their overrides. */
  public final class Context {
    private final Header header;
    private final StateView state;
    private final BlockContext block;
    private final StateOverrides overrides;
    private final Cancellation cancellation;

    Context(
        Header header,
        StateView state,
        BlockContext block,
        StateOverrides overrides,
        Cancellation cancellation) {
      this.header = header;
      this.state = state;
      this.block = block;
      this.overrides = overrides;
      this.cancellation = cancellation;
    }

    Header header() {
      return header;
    }

    public BlockContext block() {
      return block;
    }

    /** The state without the overrides. */
    public StateView state() {
      return state;
    }

    /** A new state with the overrides applied, for one call. */
    public OverriddenState overriddenState() {
      WorldState world = new WorldState(state);
      MovedPrecompiles precompiles = new MovedPrecompiles(Precompiles.of(block.rules(), crypto()));
      if (overrides != StateOverrides.NONE) {
        overrides.apply(world, precompiles);
      }
      return new OverriddenState(world, precompiles);
    }

    /** The nonce of a message: as given, else the account's. */
    public long nonce(CallArguments arguments, OverriddenState overridden) {
      Long named = arguments.nonce();
      return named == null
          ? overridden.world().nonce(overridden.world().account(arguments.from()))
          : named;
    }

    /**
     * Executes one message on a new state.
     *
     * @throws dev.kopi.core.evm.CancelledException when its time is over
     */
    public TransactionOutcome run(CallArguments arguments, long gas, @Nullable Tracer tracer) {
      return run(overriddenState(), arguments, gas, tracer);
    }

    /** Executes one message on a state from {@link #overriddenState}. */
    public TransactionOutcome run(
        OverriddenState overridden, CallArguments arguments, long gas, @Nullable Tracer tracer) {
      try {
        Transaction message =
            arguments.toMessage(chain.spec().chainId(), nonce(arguments, overridden), gas);
        TransactionProcessor processor =
            new TransactionProcessor(
                seenBy(arguments),
                overridden.world(),
                crypto(),
                chain.codes(),
                tracer,
                overridden.precompiles());
        processor.cancelBy(cancellation);
        return processor.simulate(message, arguments.from());
      } catch (StateUnavailableException e) {
        throw ChainView.pruned(e);
      }
    }

    /**
     * Executes one message.
     *
     * @throws RpcException when the message is rejected
     */
    TransactionOutcome.Executed execute(
        CallArguments arguments, long gas, @Nullable Tracer tracer) {
      return switch (run(arguments, gas, tracer)) {
        case TransactionOutcome.Executed executed -> executed;
        case TransactionOutcome.Rejected rejected ->
            throw RpcException.server(
                "err: "
                    + rejection(arguments, gas, rejected.reason())
                    + " (supplied gas "
                    + Long.toUnsignedString(gas)
                    + ")");
      };
    }

    /** Why a message is rejected, in go-ethereum's words. */
    String rejection(CallArguments arguments, long gas, InvalidTransaction reason) {
      OverriddenState overridden = overriddenState();
      Transaction message =
          arguments.toMessage(chain.spec().chainId(), nonce(arguments, overridden), gas);
      return ExecutionErrors.text(reason, message, arguments.from(), overridden.world(), block);
    }

    /**
     * The error of a message that failed with {@code gas}: reverted, with the revert data, or
     * halted. For some halts the message is executed again, to name the operation.
     */
    RpcException failure(CallArguments arguments, long gas, TransactionOutcome.Executed executed) {
      Halt halt = executed.halt();
      return halt == null
          ? ExecutionErrors.reverted(executed)
          : RpcException.server(haltText(arguments, gas, halt));
    }

    String haltText(CallArguments arguments, long gas, Halt halt) {
      if (HaltErrors.needsStep(halt)) {
        OutermostHalt outermost = new OutermostHalt();
        run(arguments, gas, outermost);
        return HaltErrors.text(halt, outermost.site());
      }
      return HaltErrors.text(halt);
    }

    /**
     * A call without a gas price sees a base fee of zero, so that the fee check passes. As in
     * go-ethereum; contracts rely on it.
     */
    private BlockContext seenBy(CallArguments arguments) {
      UInt256 baseFee = arguments.fee().isZero() ? UInt256.ZERO : block.baseFee();
      UInt256 blobBaseFee = arguments.blobFee().isZero() ? UInt256.ZERO : block.blobBaseFee();
      if (arguments.blobHashes() == null) {
        blobBaseFee = block.blobBaseFee();
      }
      return new BlockContext(
          block.rules(),
          block.number(),
          block.timestampSeconds(),
          block.beneficiary(),
          block.gasLimit(),
          baseFee,
          block.prevRandao(),
          block.difficulty(),
          blobBaseFee,
          block.blockHashes());
    }
  }

  /** The state for one call, with the precompiles as overridden. */
  public record OverriddenState(WorldState world, MovedPrecompiles precompiles) {}

  private Crypto crypto() {
    return chain.crypto();
  }

  /**
   * The context after a block.
   *
   * @throws RpcException when the overrides are malformed, or the state is pruned
   */
  public Context context(
      Header header,
      @Nullable JsonNode stateOverrides,
      @Nullable JsonNode blockOverrides,
      Cancellation cancellation) {
    return context(
        header,
        chain.state(header),
        StateOverrides.read(stateOverrides),
        BlockOverrides.read(blockOverrides),
        cancellation);
  }

  /** The context of any state within a block. */
  public Context context(
      Header header,
      StateView state,
      StateOverrides overrides,
      BlockOverrides blockOverrides,
      Cancellation cancellation) {
    BlockContext block = blockOverrides.over(chain.context(header), header, chain.spec());
    return new Context(header, state, block, overrides, cancellation);
  }

  /** The gas limit of a call: the requested one, up to the cap. */
  public long gas(CallArguments arguments) {
    Long wished = arguments.gas();
    return wished == null || Long.compareUnsigned(wished, gasCap) > 0 ? gasCap : wished;
  }

  /** Whether an account has code to run. */
  static boolean hasCode(OverriddenState overridden, Address address) {
    return !overridden.world().code(overridden.world().account(address)).isEmpty();
  }
}
