package dev.kopi.services.proposer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kopi.adapters.ethclient.MinedTransaction;
import dev.kopi.adapters.rpc.RpcTransportException;
import dev.kopi.core.chain.spec.OpFork;
import dev.kopi.core.chain.spec.OpSpec;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.core.rollup.BlockId;
import dev.kopi.core.rollup.L1BlockRef;
import dev.kopi.core.rollup.L2BlockRef;
import dev.kopi.core.rollup.ProposalRules.Proposal;
import dev.kopi.core.rollup.RollupConfig;
import dev.kopi.core.rollup.SyncStatus;
import dev.kopi.core.rollup.SystemConfig;
import dev.kopi.services.lifecycle.CommandAnswer;
import dev.kopi.services.lifecycle.Work;
import dev.kopi.services.proposer.ProposerDriver.Command;
import dev.kopi.services.txmgr.FakeSender;
import dev.kopi.services.txmgr.TxCandidate;
import dev.kopi.services.txmgr.TxOutcome.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class ProposerDriverTest implements ProposerPorts.OutputSource, ProposerPorts.Games {
  private static final long GAME_TYPE = 1;
  private static final Address STRANGER =
      Address.fromHex("00000000000000000000000000000000000000bb");

  private final RollupConfig config =
      new RollupConfig(
          UInt256.of(900),
          UInt256.of(901),
          l1(1).id(),
          new BlockId(Hash.ofWords(7, 7, 7, 7), 0),
          1_700_000_000,
          new SystemConfig(Address.ZERO, Hash.ZERO, Hash.ZERO, 30_000_000, 0, 0, 0, 0, 0, 0),
          2,
          600,
          200,
          50,
          Address.ZERO,
          Address.ZERO,
          Address.ZERO,
          new OpSpec(Map.of(OpFork.REGOLITH, 0L), 6, 50, 250),
          null,
          null);
  private final FakeSender sender = new FakeSender();
  private final List<Proposal> games = new ArrayList<>();
  private final List<String> news = new ArrayList<>();
  private final ProposerListener listener =
      new ProposerListener() {
        @Override
        public void onProposed(long l2Block, Hash root, MinedTransaction transaction) {
          news.add((transaction.success() ? "proposed " : "reverted ") + l2Block);
        }

        @Override
        public void onProblem(String problem) {
          news.add(problem);
        }
      };
  private ProposerDriver driver = driver(false, false);
  private long now = 1_700_000_000_000L;
  private long safe = 40;
  private long finalized = 20;
  private long currentL1 = 10;
  private long highestBlock = Long.MAX_VALUE;
  private boolean away;
  private int gamesRead;
  private Runnable beforeGame = () -> {};

  private ProposerDriver driver(boolean allowNonFinalized, boolean waitForNode) {
    return new ProposerDriver(
        new ProposerConfig(
            GAME_TYPE,
            Duration.ofHours(1),
            Duration.ofSeconds(12),
            allowNonFinalized,
            waitForNode,
            false),
        config,
        new ProposerPorts(this, this, () -> 10, sender),
        listener,
        () -> {});
  }

  private static L1BlockRef l1(long number) {
    return new L1BlockRef(Hash.ofWords(2, 0, 0, number), number, Hash.ZERO, number * 12);
  }

  private static L2BlockRef l2(long number) {
    return new L2BlockRef(Hash.ofWords(3, 0, 0, number), number, Hash.ZERO, 0, l1(1).id(), 0);
  }

  private void requireThere() {
    if (away) {
      throw new RpcTransportException("a node is away");
    }
  }

  @Override
  public SyncStatus syncStatus() {
    requireThere();
    return new SyncStatus(
        l1(currentL1), l1(10), l1(1), l1(1), l2(50), l2(safe), l2(finalized), l2(safe));
  }

  @Override
  public Hash outputRoot(long l2Block) {
    return Hash.ofWords(4, 0, 0, l2Block);
  }

  @Override
  public long count() {
    requireThere();
    return games.size();
  }

  @Override
  public Proposal proposal(long index) {
    gamesRead++;
    beforeGame.run();
    return games.get((int) index);
  }

  @Override
  public boolean exists(Hash root, long l2Block) {
    return games.stream().anyMatch(game -> game.type() == GAME_TYPE && game.root().equals(root));
  }

  @Override
  public long highestBlock() {
    return highestBlock;
  }

  @Override
  public TxCandidate create(Hash root, long l2Block) {
    return new TxCandidate(STRANGER, UInt256.ONE, Bytes.wrap(root.toArray()), List.of(), 0);
  }

  private void game(Address proposer, long secondsAgo, long block) {
    games.add(new Proposal(GAME_TYPE, now / 1000 - secondsAgo, proposer, outputRoot(block)));
  }

  private void start() {
    CompletableFuture<CommandAnswer> started = driver.commands().send(Command.START);
    driver.run(now);
    assertThat(started).isCompletedWithValue(CommandAnswer.DONE);
  }

  private void pass(Duration time) {
    long end = now + time.toMillis();
    while (now < end) {
      now = Math.min(end, Math.max(now + 1, driver.run(now)));
    }
    driver.run(now);
  }

  private List<Bytes> proposals() {
    return sender.sent.stream().map(sent -> sent.candidate.data()).toList();
  }

  private Bytes root(long block) {
    return Bytes.wrap(outputRoot(block).toArray());
  }

  @Test
  void proposesTheFinalizedBlock() {
    start();
    assertThat(proposals()).containsExactly(root(20));
    sender.sent.getFirst().confirm(11);
    driver.run(now);
    assertThat(news).containsExactly("proposed 20");
  }

  @Test
  void proposesASafeBlockWhenItMay() {
    driver = driver(true, false);
    start();
    assertThat(proposals()).containsExactly(root(40));
  }

  @Test
  void doesNotProposeGenesis() {
    finalized = 0;
    start();
    pass(Duration.ofMinutes(1));
    assertThat(sender.sent).isEmpty();
  }

  @Test
  void waitsForTheIntervalSinceItsOwnProposal() {
    game(FakeSender.ACCOUNT, 1800, 10);
    game(STRANGER, 60, 15);
    start();
    assertThat(sender.sent).isEmpty();
    pass(Duration.ofMinutes(31));
    assertThat(proposals()).containsExactly(root(20));
  }

  @Test
  void doesNotProposeWhatIsProposed() {
    game(STRANGER, 60, 20);
    start();
    pass(Duration.ofMinutes(1));
    assertThat(sender.sent).isEmpty();
    finalized = 30;
    pass(Duration.ofSeconds(12));
    assertThat(proposals()).containsExactly(root(30));
  }

  @Test
  void refusesABlockThatADisputeCannotReach() {
    highestBlock = 19;
    start();
    pass(Duration.ofSeconds(12));
    assertThat(sender.sent).isEmpty();
    assertThat(news)
        .first()
        .asString()
        .contains("L2 block 20 is not proposed", "from the anchor up to block 19");
    highestBlock = 20;
    pass(Duration.ofSeconds(12));
    assertThat(proposals()).containsExactly(root(20));
  }

  @Test
  void sendsOneProposalAtATime() {
    start();
    finalized = 30;
    assertThat(driver.run(now)).isEqualTo(Work.NEVER);
    pass(Duration.ofMinutes(10));
    assertThat(sender.sent).hasSize(1);
  }

  @Test
  void triesAgainAtTheNextPollAfterAFailure() {
    start();
    sender.sent.getFirst().fail(Reason.NOT_TAKEN);
    driver.run(now);
    assertThat(sender.sent).as("not at once").hasSize(1);
    pass(Duration.ofSeconds(12));
    assertThat(proposals()).containsExactly(root(20), root(20));
  }

  @Test
  void triesAgainWhenItReverted() {
    start();
    sender.sent.getFirst().confirm(11, false);
    pass(Duration.ofSeconds(12));
    assertThat(sender.sent).hasSize(2);
    assertThat(news).containsExactly("reverted 20");
  }

  @Test
  void doesNotRepeatARootThatTheFactoryDoesNotShowYet() {
    start();
    sender.sent.getFirst().confirm(11);
    pass(Duration.ofMinutes(1));
    assertThat(sender.sent).hasSize(1);
  }

  @Test
  void goesOnWhenANodeIsBack() {
    away = true;
    start();
    pass(Duration.ofMinutes(1));
    assertThat(news).hasSizeBetween(5, 7).containsOnly("a node is away");
    away = false;
    pass(Duration.ofSeconds(12));
    assertThat(sender.sent).hasSize(1);
  }

  @Test
  void waitsForTheNodeWhenAskedTo() {
    driver = driver(false, true);
    currentL1 = 8;
    start();
    pass(Duration.ofMinutes(1));
    assertThat(sender.sent).isEmpty();
    currentL1 = 9;
    pass(Duration.ofSeconds(12));
    assertThat(sender.sent).hasSize(1);
  }

  @Test
  void stopsWhenItsProposalHasEnded() {
    start();
    CompletableFuture<CommandAnswer> stop = driver.commands().send(Command.STOP);
    driver.run(now);
    assertThat(sender.sent.getFirst().isCancelled()).isTrue();
    assertThat(stop).isNotDone();
    CompletableFuture<CommandAnswer> start = driver.commands().send(Command.START);
    driver.run(now);
    assertThat(start).isCompletedWithValue(CommandAnswer.STOPPING);
    sender.sent.getFirst().fail(Reason.CANCELLED);
    driver.run(now);
    assertThat(stop).isCompletedWithValue(CommandAnswer.DONE);
    assertThat(driver.isRunning()).isFalse();
    pass(Duration.ofMinutes(1));
    assertThat(sender.sent).hasSize(1);
    start();
    assertThat(sender.sent).hasSize(2);
  }

  @Test
  void refusesCommandsThatDoNotFitItsState() {
    CompletableFuture<CommandAnswer> stop = driver.commands().send(Command.STOP);
    driver.run(now);
    assertThat(stop).isCompletedWithValue(CommandAnswer.NOT_RUNNING);
    start();
    CompletableFuture<CommandAnswer> again = driver.commands().send(Command.START);
    driver.run(now);
    assertThat(again).isCompletedWithValue(CommandAnswer.ALREADY_RUNNING);
  }

  @Test
  void aCommandInterruptsTheSearchThroughManyGames() {
    for (int i = 0; i < 10_000; i++) {
      game(STRANGER, 60, 15);
    }
    beforeGame =
        () -> {
          if (gamesRead == 50) {
            driver.commands().send(Command.STOP);
          }
        };
    start();
    assertThat(gamesRead).isEqualTo(50);
    assertThat(sender.sent).as("the search was not finished").isEmpty();
    driver.run(now);
    assertThat(driver.isRunning()).isFalse();
  }
}
