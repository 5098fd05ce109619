package dev.kopi.services.engine.rpc.simulate;

import dev.kopi.adapters.json.Json;
import dev.kopi.adapters.rpc.RpcException;
import dev.kopi.adapters.rpc.dispatch.Params;
import dev.kopi.core.chain.block.Header;
import dev.kopi.core.state.StateUnavailableException;
import dev.kopi.services.engine.rpc.call.BlockOverrides;
import dev.kopi.services.engine.rpc.call.StateOverrides;
import dev.kopi.services.engine.rpc.chain.ChainView;
import dev.kopi.services.engine.rpc.limit.Deadline;
import dev.kopi.services.engine.rpc.limit.LimitedMethods;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/**
 * {@code eth_simulateV1}: simulates a chain of blocks.
 *
 * @see <a
 *     href="https://github.com/ethereum/execution-apis/blob/main/src/eth/execute.yaml">eth_simulateV1</a>
 */
public final class SimulateMethods {
  private static final long SECONDS_BETWEEN_BLOCKS = 12;
  private static final int WRONG_NUMBER = -38020;
  private static final int WRONG_TIMESTAMP = -38021;

  private final ChainView chain;
  private final long gasCap;

  /**
   * The methods over a chain.
   *
   * @param gasCap the gas limit of all calls of one simulation
   */
  public SimulateMethods(ChainView chain, long gasCap) {
    this.chain = chain;
    this.gasCap = gasCap;
  }

  /** Adds the methods. */
  public void addTo(LimitedMethods methods) {
    methods.add("eth_simulateV1", this::simulate);
  }

  private JsonNode simulate(Params params, Deadline deadline) {
    SimulationRequest request = SimulationRequest.read(params.get(0));
    Header base = chain.explainedHeader(params, 1);
    SimulatedChain simulation =
        new SimulatedChain(chain, base, request, gasCap, deadline.cancellation());
    ArrayNode out = Json.array();
    try {
      for (SimulationRequest.Block block : ordered(request.blocks(), base)) {
        deadline.check();
        out.add(simulation.next(block));
      }
    } catch (StateUnavailableException e) {
      throw ChainView.pruned(e);
    }
    return out;
  }

  /** The blocks with number and timestamp, and empty blocks where numbers are skipped. */
  private static List<SimulationRequest.Block> ordered(
      List<SimulationRequest.Block> blocks, Header base) {
    List<SimulationRequest.Block> out = new ArrayList<>();
    long number = base.number();
    long time = base.timestampSeconds();
    for (SimulationRequest.Block block : blocks) {
      long wanted = Objects.requireNonNullElse(block.overrides().number(), number + 1);
      if (Long.compareUnsigned(wanted, number) <= 0) {
        throw new RpcException(
            WRONG_NUMBER,
            "block numbers must be in order: "
                + Long.toUnsignedString(wanted)
                + " <= "
                + Long.toUnsignedString(number));
      }
      if (Long.compareUnsigned(wanted - base.number(), SimulationRequest.MAX_BLOCKS) > 0) {
        throw SimulationRequest.tooMany("too many blocks");
      }
      while (++number != wanted) {
        time += SECONDS_BETWEEN_BLOCKS;
        out.add(
            new SimulationRequest.Block(
                BlockOverrides.NONE.at(number, time), StateOverrides.NONE, List.of()));
      }
      Long named = block.overrides().timestampSeconds();
      long next = named == null ? time + SECONDS_BETWEEN_BLOCKS : named;
      if (Long.compareUnsigned(next, time) <= 0) {
        throw new RpcException(
            WRONG_TIMESTAMP,
            "block timestamps must be in order: "
                + Long.toUnsignedString(next)
                + " <= "
                + Long.toUnsignedString(time));
      }
      time = next;
      out.add(
          new SimulationRequest.Block(
              block.overrides().at(number, time), block.accounts(), block.calls()));
    }
    return out;
  }
}
