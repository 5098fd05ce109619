package dev.kopi.services.challenger.trace;

import dev.kopi.adapters.contracts.dispute.GameFacts;
import dev.kopi.core.dispute.rules.GameType;
import dev.kopi.core.dispute.solver.GameTrace;
import dev.kopi.core.dispute.solver.SplitTrace;
import dev.kopi.core.dispute.solver.TraceException;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.services.challenger.GameTraces;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The right values of games: from own nodes, and from runs of the VM. */
public final class RightTraces implements GameTraces {
  private static final Logger LOG = LoggerFactory.getLogger(RightTraces.class);

  private final RollupSource source;
  private final Path folder;
  private final UInt256 chainId;
  private final Map<GameType, Vm> machines;
  private final Map<Address, GameTrace> open = new ConcurrentHashMap<>();

  /**
   * How executions of a type of games are run.
   *
   * @param runner the VM
   * @param prestates the programs
   * @param allowInvalidPrestate whether a game with another prestate is played all the same
   */
  public record Vm(MachineRunner runner, Prestates prestates, boolean allowInvalidPrestate) {}

  /**
   * The right values of a chain's games.
   *
   * @param folder for the files of runs, one folder for each game
   * @param chainId the L2 chain
   * @param machines by type of game; a type without one is played down to the outputs only
   */
  public RightTraces(
      RollupSource source, Path folder, UInt256 chainId, Map<GameType, Vm> machines) {
    this.source = source;
    this.folder = folder;
    this.chainId = chainId;
    this.machines = Map.copyOf(machines);
  }

  @Override
  public @Nullable String refusal(GameFacts game) {
    if (!game.proposal().l2ChainId().equals(chainId)) {
      return "it is about the chain " + game.proposal().l2ChainId() + ", not " + chainId;
    }
    GameType type = GameType.of(game.type());
    Vm vm = type == null ? null : machines.get(type);
    // The two players of a permissioned game may know better than the contract.
    if (vm == null || vm.allowInvalidPrestate() || game.roles() != null) {
      return null;
    }
    return switch (vm.prestates().find(game.parameters().absolutePrestate())) {
      case Prestates.Found.Prestate _ -> null;
      case Prestates.Found.None(var reason) -> reason;
    };
  }

  @Override
  public GameTrace open(GameFacts game) {
    return open.computeIfAbsent(game.address(), address -> trace(game));
  }

  private GameTrace trace(GameFacts game) {
    RollupOutputTrace outputs = new RollupOutputTrace(game, source);
    return new SplitTrace(outputs, game.parameters().splitDepth(), executions(game, outputs));
  }

  private SplitTrace.Executions executions(GameFacts game, RollupOutputTrace outputs) {
    GameType type = GameType.of(game.type());
    if (type != null && type.trace() == GameType.Trace.ALPHABET) {
      return new AlphabetExecutions(outputs);
    }
    Vm vm = type == null ? null : machines.get(type);
    if (vm == null) {
      return (starting, disputed, depth) -> {
        throw new TraceException("no fault-proof program is configured for this type of games");
      };
    }
    return new MachineExecutions(
        game,
        outputs,
        folder(game.address()),
        (files, inputs, depth) -> {
          Prestates.Found found = vm.prestates().find(game.parameters().absolutePrestate());
          return switch (found) {
            case Prestates.Found.Prestate(var prestate) ->
                new MachineTrace(vm.runner(), prestate, files, inputs, depth);
            case Prestates.Found.None(var reason) -> throw new TraceException(reason);
          };
        });
  }

  private Path folder(Address game) {
    return folder.resolve("game-" + game.toHex());
  }

  @Override
  public void close(Address game) {
    open.remove(game);
    Path files = folder(game);
    if (!Files.exists(files)) {
      return;
    }
    try (Stream<Path> all = Files.walk(files)) {
      List<Path> deepestFirst = all.sorted(Comparator.reverseOrder()).toList();
      for (Path path : deepestFirst) {
        Files.deleteIfExists(path);
      }
    } catch (IOException | UncheckedIOException e) {
      // A run may still write there. It is looked at again after the next start.
      LOG.info("{} is not deleted: {}", files, e.getMessage());
    }
  }
}
