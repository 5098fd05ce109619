package dev.kopi.services.challenger;

import dev.kopi.adapters.contracts.dispute.GameFacts;
import dev.kopi.core.dispute.solver.GameTrace;
import dev.kopi.core.primitives.Address;
import org.jspecify.annotations.Nullable;

/** Gives the right values of games. For any thread. */
public interface GameTraces {
  /**
   * Why a game can never be played with this configuration; null when it can. May block for a
   * while, as when a prestate is downloaded.
   *
   * @throws dev.kopi.core.dispute.solver.TraceException when it cannot be told now
   */
  @Nullable String refusal(GameFacts game);

  /** The right values of a game. Its methods block, for minutes when the VM has to run. */
  GameTrace open(GameFacts game);

  /** The game is over: what was kept of it can be deleted. */
  void close(Address game);
}
