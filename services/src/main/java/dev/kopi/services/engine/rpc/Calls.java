package dev.kopi.services.engine.rpc;

import dev.kopi.adapters.rpc.RpcException;
import dev.kopi.core.chain.block.Header;
import dev.kopi.core.chain.transaction.Transaction;
import dev.kopi.core.crypto.Crypto;
import dev.kopi.core.evm.context.BlockContext;
import dev.kopi.core.evm.CodeCache;
import dev.kopi.core.evm.LocalCodeCache;
import dev.kopi.core.evm.Tracer;
import dev.kopi.core.evm.precompile.Precompiles;
import dev.kopi.core.execution.transaction.TransactionOutcome;
import dev.kopi.core.execution.transaction.TransactionProcessor;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.core.state.StateUnavailableException;
import dev.kopi.core.state.StateView;
import dev.kopi.core.state.WorldState;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Runs messages that nobody signed on a state that may be changed for them. */
final class Calls {
  /**
   * The most gas that one call may use, and the calls of one simulation together. It bounds the
   * time as well: what a call costs in time is proportional to its gas.
   */
  static final long GAS_CAP = 50_000_000;

  private static final long CODE_CACHE_BYTES = 16 << 20;

  private final ChainView chain;

  Calls(ChainView chain) {
    this.chain = chain;
  }

  /** Where calls take place: a block and a state with a caller's changes. */
  final class Scene {
    private final Header header;
    private final StateView state;
    private final BlockContext block;
    private final StateOverrides overrides;
    private final CodeCache codes = new LocalCodeCache(CODE_CACHE_BYTES);

    Scene(Header header, StateView state, BlockContext block, StateOverrides overrides) {
      this.header = header;
      this.state = state;
      this.block = block;
      this.overrides = overrides;
    }

    Header header() {
      return header;
    }

    BlockContext block() {
      return block;
    }

    /** The state without the changes. */
    StateView state() {
      return state;
    }

    /** A fresh state with the changes, to be used by one call, and the precompiles with it. */
    Stage stage() {
      WorldState world = new WorldState(state);
      MovedPrecompiles precompiles = new MovedPrecompiles(Precompiles.of(block.rules(), crypto()));
      if (overrides != StateOverrides.NONE) {
        overrides.apply(world, precompiles);
      }
      return new Stage(world, precompiles);
    }

    /** The nonce that a message has: the one it names, else the account's. */
    long nonce(CallArguments arguments, Stage stage) {
      Long named = arguments.nonce();
      return named == null ? stage.world().nonce(stage.world().account(arguments.from())) : named;
    }

    /** Runs one message. */
    TransactionOutcome run(CallArguments arguments, long gas, @Nullable Tracer tracer) {
      return run(stage(), arguments, gas, tracer);
    }

    /** Runs one message on a stage. */
    TransactionOutcome run(
        Stage stage, CallArguments arguments, long gas, @Nullable Tracer tracer) {
      try {
        Transaction message =
            arguments.toMessage(chain.spec().chainId(), nonce(arguments, stage), gas);
        return new TransactionProcessor(
                seenBy(arguments), stage.world(), crypto(), codes, tracer, stage.precompiles())
            .simulate(message, arguments.from());
      } catch (StateUnavailableException e) {
        throw RpcException.server(String.valueOf(e.getMessage()));
      }
    }

    /**
     * Runs one message that must be executable.
     *
     * @throws RpcException when it is not
     */
    TransactionOutcome.Executed execute(
        CallArguments arguments, long gas, @Nullable Tracer tracer) {
      return switch (run(arguments, gas, tracer)) {
        case TransactionOutcome.Executed executed -> executed;
        case TransactionOutcome.Rejected rejected -> {
          Stage stage = stage();
          Transaction message =
              arguments.toMessage(chain.spec().chainId(), nonce(arguments, stage), gas);
          throw RpcException.server(
              "err: "
                  + Failures.text(
                      rejected.reason(), message, arguments.from(), stage.world(), block)
                  + " (supplied gas "
                  + Long.toUnsignedString(gas)
                  + ")");
        }
      };
    }

    /**
     * Whoever offers no price sees none, so that what a fee pays for cannot fall below it.
     *
     * <p>go-ethereum has it so, and contracts rely on it.
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

  /** A state for one call with the precompiles that go with it. */
  record Stage(WorldState world, MovedPrecompiles precompiles) {}

  private Crypto crypto() {
    return chain.crypto();
  }

  /**
   * The end of a block with a caller's changes.
   *
   * @throws RpcException when the changes are not of the form, or the state is not kept
   */
  Scene scene(Header header, @Nullable JsonNode stateOverrides, @Nullable JsonNode blockOverrides) {
    return scene(
        header,
        chain.state(header),
        StateOverrides.read(stateOverrides),
        BlockOverrides.read(blockOverrides));
  }

  /** Any state with changes, within a block. */
  Scene scene(
      Header header, StateView state, StateOverrides overrides, BlockOverrides blockOverrides) {
    BlockContext block = blockOverrides.over(chain.context(header), header, chain.spec());
    return new Scene(header, state, block, overrides);
  }

  /** The gas that a call is given: what it asks for, up to the cap. */
  static long gas(CallArguments arguments) {
    Long wished = arguments.gas();
    return wished == null || Long.compareUnsigned(wished, GAS_CAP) > 0 ? GAS_CAP : wished;
  }

  /** Whether an account has code to run. */
  static boolean hasCode(Stage stage, Address address) {
    return !stage.world().code(stage.world().account(address)).isEmpty();
  }
}
