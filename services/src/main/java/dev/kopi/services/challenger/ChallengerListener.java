package dev.kopi.services.challenger;

import dev.kopi.core.dispute.play.GameTask;
import dev.kopi.core.primitives.Address;

/** Receives the progress of a challenger, for metrics and status lines. Called from its thread. */
public interface ChallengerListener {
  /** Ignores all reports. */
  ChallengerListener NONE = new ChallengerListener() {};

  /** The games were looked at after an L1 block. */
  default void onStatus(ChallengerStatus status) {}

  /** A task's transaction succeeded. */
  default void onDone(Address game, GameTask task, long millis) {}

  /** A task's transaction failed. */
  default void onFailed(Address game, GameTask task, String cause) {}

  /** A look at a game ended. */
  default void onTurn(TurnReport report) {}
}
