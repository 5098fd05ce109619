package dev.kopi.apps.bridge;

import dev.kopi.adapters.contracts.dispute.BatchReader;
import dev.kopi.adapters.contracts.dispute.GameCalls;
import dev.kopi.adapters.contracts.dispute.GameFacts;
import dev.kopi.adapters.contracts.dispute.GameList;
import dev.kopi.adapters.contracts.dispute.GameReader;
import dev.kopi.adapters.contracts.dispute.GameSnapshot;
import dev.kopi.adapters.ethclient.EthClient;
import dev.kopi.adapters.rpc.client.RpcClient;
import dev.kopi.apps.wallet.Outgoing;
import dev.kopi.apps.wallet.SendFailed;
import dev.kopi.apps.wallet.Wallet;
import dev.kopi.core.chain.block.Header;
import dev.kopi.core.dispute.claim.ClaimTree;
import dev.kopi.core.dispute.model.GameStatus;
import dev.kopi.core.dispute.play.GameTask;
import dev.kopi.core.dispute.play.GameView;
import dev.kopi.core.dispute.play.ResolutionGas;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Resolves dispute games whose clocks have run out, except those that would end with an untruth.
 * Not for use by several threads.
 */
public final class GameResolver {
  private final BatchReader l1;
  private final GameReader games;
  private final Wallet wallet;
  private final ResolutionChoice choice;
  private final StepListener steps;

  /** The games of the factory before this index were looked at. */
  private long seen;

  /** The indices of those that are not over. */
  private final TreeSet<Long> open = new TreeSet<>();

  /**
   * Resolves with the key of a wallet of L1.
   *
   * @param l1 the wallet's node
   * @param ownRoots the output roots of the own L2 node
   * @param warnings receives a line, again at each call, for a game that is left as it is
   */
  public GameResolver(
      RpcClient l1,
      Wallet wallet,
      LongFunction<@Nullable Hash> ownRoots,
      StepListener steps,
      Consumer<String> warnings) {
    this.l1 = new BatchReader(l1);
    this.games = new GameReader(this.l1);
    this.wallet = wallet;
    this.choice = new ResolutionChoice(new RootCheck(ownRoots), warnings);
    this.steps = steps;
  }

  /**
   * Resolves all games of a factory whose time has come; to be called again and again.
   *
   * @throws SendFailed when a transaction does not get through; calling again is fine
   */
  public void resolveDue(Address factory) {
    GameList list = new GameList(l1, factory);
    long count = list.count(EthClient.LATEST);
    if (count < seen) {
      // L1 was reorganised.
      seen = 0;
      open.clear();
    }
    for (; seen < count; seen++) {
      open.add(seen);
    }
    for (Iterator<Long> indices = open.iterator(); indices.hasNext(); ) {
      long index = indices.next();
      Address game = list.between(index, index + 1, EthClient.LATEST).getFirst().address();
      if (resolve(game) != null) {
        indices.remove();
      }
    }
  }

  /**
   * Resolves a game when its clock has run out.
   *
   * @return how it ended; null when it is still played, or left as it is
   */
  @Nullable GameStatus resolve(Address game) {
    Header head = wallet.chain().header(EthClient.LATEST);
    if (head == null) {
      return null;
    }
    String block = BatchReader.at(head.hash());
    GameStatus status = games.statuses(List.of(game), block).getFirst();
    if (status == GameStatus.DEFENDER_WINS || status == GameStatus.CHALLENGER_WINS) {
      return status;
    }
    GameFacts facts = games.facts(game, block);
    if (facts == null) {
      choice
          .warnings()
          .accept("dispute game " + game + " is of an unknown kind: it is not resolved");
      return null;
    }
    GameSnapshot now = games.snapshot(game, block);
    List<GameTask> tasks =
        choice.choose(
            facts,
            new GameView(
                facts.parameters(),
                now.status(),
                now.blockNumberChallenged(),
                new ClaimTree(now.claims(), facts.parameters().maxDepth()),
                now.resolved(),
                head.timestampSeconds()));
    return tasks.isEmpty() ? null : send(game, tasks, now);
  }

  private @Nullable GameStatus send(Address game, List<GameTask> tasks, GameSnapshot before) {
    List<Outgoing> outgoing = new ArrayList<>();
    tasks.forEach(task -> outgoing.add(transaction(game, task)));
    Iterator<GameTask> sent = tasks.iterator();
    try {
      // All at once: those of a game get into one block where there is room.
      wallet.sendAll(
          wallet.settledNonce(), outgoing, mined -> report(game, sent.next(), mined.hash()));
    } catch (SendFailed e) {
      // Somebody else may have been quicker.
      GameSnapshot after = games.snapshot(game, EthClient.LATEST);
      if (after.equals(before)) {
        throw e;
      }
      return over(after.status());
    }
    return over(games.snapshot(game, EthClient.LATEST).status());
  }

  private static Outgoing transaction(Address game, GameTask task) {
    Bytes call =
        task instanceof GameTask.ResolveClaim(int claim, _)
            ? GameCalls.resolveClaim(claim, ResolutionGas.MAX_ANSWERS)
            : GameCalls.resolve();
    return new Outgoing(task.key(), game, UInt256.ZERO, call, ResolutionGas.of(task));
  }

  private void report(Address game, GameTask task, Hash transaction) {
    if (task instanceof GameTask.ResolveClaim(int claim, _)) {
      steps.done(
          "claim-resolved",
          StepListener.details("tx", transaction, "game", game, "claim", (long) claim));
    } else {
      steps.done("game-resolved", StepListener.details("tx", transaction, "game", game));
    }
  }

  private static @Nullable GameStatus over(GameStatus status) {
    return status == GameStatus.IN_PROGRESS ? null : status;
  }
}
