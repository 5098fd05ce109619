package dev.kopi.core.dispute.play;

/**
 * The gas limits of resolutions. Those of a whole line of claims are sent at once, and all but the
 * first would fail when they are estimated.
 */
public final class ResolutionGas {
  /** Of a claim without answers: two writes in the game, two in DelayedWETH, and the start. */
  private static final long CLAIM = 300_000;

  /** For each answer: six cold words of storage, and the resolution's checkpoint. */
  private static final long ANSWER = 30_000;

  /** Of the game: its status, and the anchor in the registry. */
  private static final long GAME = 500_000;

  /** The most answers that one call looks at, as op-challenger has it. */
  public static final int MAX_ANSWERS = 512;

  private ResolutionGas() {}

  /** The limit of a task; 0 for one whose gas is estimated. */
  public static long of(GameTask task) {
    return switch (task) {
      case GameTask.ResolveClaim resolve ->
          CLAIM + ANSWER * Math.min(MAX_ANSWERS, resolve.answers());
      case GameTask.ResolveGame _ -> GAME;
      case GameTask.Move _,
          GameTask.Step _,
          GameTask.LoadPreimage _,
          GameTask.ChallengeBlockNumber _,
          GameTask.ClaimCredit _ ->
          0;
    };
  }
}
