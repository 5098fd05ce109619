package dev.kopi.core.dispute.model;

/** The status of a dispute game, in the contract's order. */
public enum GameStatus {
  /** The game goes on. */
  IN_PROGRESS,
  /** The root claim is refuted. */
  CHALLENGER_WINS,
  /** The root claim stands. */
  DEFENDER_WINS
}
