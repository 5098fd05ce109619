package dev.kopi.apps.bridge;

import dev.kopi.adapters.contracts.DisputeGameFactory;
import dev.kopi.adapters.ethclient.MinedTransaction;
import dev.kopi.apps.wallet.Outgoing;
import dev.kopi.apps.wallet.SendFailed;
import dev.kopi.apps.wallet.Wallet;
import dev.kopi.core.abi.AbiEncoder;
import dev.kopi.core.abi.AbiValue;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.UInt256;
import org.jspecify.annotations.Nullable;

/** Resolves dispute games whose clocks have run out. Not for use by several threads. */
public final class GameResolver {
  /** The game is played. */
  static final long IN_PROGRESS = 0;

  /** The proposal was refuted. */
  static final long CHALLENGER_WINS = 1;

  private final ContractReader l1;
  private final Wallet wallet;
  private final StepListener steps;

  /** The games before this one are over. */
  private long firstOpen;

  /** Resolves with the key of a wallet of L1. */
  public GameResolver(Wallet wallet, StepListener steps) {
    this.l1 = new ContractReader(wallet.chain());
    this.wallet = wallet;
    this.steps = steps;
  }

  /**
   * Resolves all games of a factory whose time has come; to be called again and again.
   *
   * @throws SendFailed when a transaction does not get through; calling again is fine
   */
  public void resolveDue(Address factory) {
    DisputeGameFactory games = new DisputeGameFactory(wallet.chain(), factory);
    long count = games.gameCount();
    boolean open = false;
    for (long index = firstOpen; index < count; index++) {
      open |= resolve(games.gameAt(index).proxy()) == null;
      if (!open) {
        firstOpen = index + 1;
      }
    }
  }

  /**
   * Resolves a game when its clock has run out.
   *
   * @return how it ended; null when it is still played
   */
  @Nullable Long resolve(Address game) {
    long status = status(game);
    if (status != IN_PROGRESS) {
      return status;
    }
    try {
      return resolveInProgress(game);
    } catch (SendFailed e) {
      // Somebody else may have been quicker.
      status = status(game);
      if (status != IN_PROGRESS) {
        return status;
      }
      if (isResolved(game, 0)) {
        return null;
      }
      throw e;
    }
  }

  private @Nullable Long resolveInProgress(Address game) {
    UInt256 limit = l1.ask(game, "maxClockDuration()").word(0);
    // Subgames are resolved from the leaves to the root.
    for (long claim = l1.ask(game, "claimDataLen()").number(0) - 1; claim >= 0; claim--) {
      if (isResolved(game, claim)) {
        continue;
      }
      UInt256 spent = l1.ask(game, "getChallengerDuration(uint256)", AbiValue.of(claim)).word(0);
      if (spent.compareTo(limit) < 0) {
        return null;
      }
      MinedTransaction sent =
          wallet.send(
              Outgoing.call(
                  "resolve claim " + claim,
                  game,
                  UInt256.ZERO,
                  AbiEncoder.call(
                      "resolveClaim(uint256,uint256)", AbiValue.of(claim), AbiValue.of(0))));
      steps.done(
          "claim-resolved", StepListener.details("tx", sent.hash(), "game", game, "claim", claim));
    }
    MinedTransaction sent =
        wallet.send(Outgoing.call("resolve", game, UInt256.ZERO, AbiEncoder.call("resolve()")));
    steps.done("game-resolved", StepListener.details("tx", sent.hash(), "game", game));
    return status(game);
  }

  private boolean isResolved(Address game, long claim) {
    return l1.ask(game, "resolvedSubgames(uint256)", AbiValue.of(claim)).bool(0);
  }

  private long status(Address game) {
    return l1.ask(game, "status()").number(0);
  }
}
