package dev.kopi.services.node.driver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kopi.core.engineapi.EngineUnavailableException;
import dev.kopi.core.primitives.Hash;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class SequencerControlTest {
  private final NodeRig rig = NodeRig.sequencer();

  @Test
  void aLeaderStartsOnceTheHeadsAreKnown() {
    rig.mine(1);
    assertThat(rig.driver.isSequencing()).isTrue();
    assertThat(rig.news.sequenced).isNotEmpty();
    assertThat(rig.state.changes).containsExactly("started");
  }

  @Test
  void aNodeThatIsNotTheLeaderWaitsForACommand() {
    rig.conductor.leader = false;
    rig.mine(2);
    assertThat(rig.driver.isSequencing()).isFalse();
    assertThat(rig.news.sequenced).isEmpty();
    assertThat(rig.news.sequencing).singleElement().asString().contains("not the leader");
    assertThat(rig.conductor.questions).isEqualTo(1);
    rig.conductor.leader = true;
    CompletableFuture<?> started = rig.driver.startSequencer(rig.engine.head().hash());
    rig.mine(1);
    assertThat(started).isCompleted();
    assertThat(rig.news.sequenced).isNotEmpty();
  }

  @Test
  void asksAConductorThatDoesNotAnswerAgain() {
    rig.conductor.answers = false;
    rig.pass(3000);
    assertThat(rig.driver.isSequencing()).isFalse();
    assertThat(rig.conductor.questions).isBetween(3, 4);
    rig.conductor.answers = true;
    rig.pass(1000);
    assertThat(rig.driver.isSequencing()).isTrue();
  }

  @Test
  void doesNotStartWhenThatCannotBePersisted() {
    rig.state.fails = true;
    rig.pass(500);
    assertThat(rig.driver.isSequencing()).isFalse();
    assertThat(rig.news.sequencing).contains("not started: no space left on device");
    rig.state.fails = false;
    rig.pass(1000);
    assertThat(rig.driver.isSequencing()).isTrue();
  }

  @Test
  void refusesToStartTwiceOrOnAnotherHeadOrAsFollower() {
    NodeRig stopped = new NodeRig(NodeRig.STOPPED, List.of());
    assertThat(start(stopped, Hash.ZERO)).startsWith("no prestate");
    stopped.settle();
    Hash head = stopped.engine.head().hash();
    assertThat(start(stopped, Hash.ZERO)).startsWith("block hash does not match");
    stopped.conductor.leader = false;
    assertThat(start(stopped, head)).isEqualTo("sequencer is not the leader, aborting");
    stopped.conductor.answers = false;
    assertThat(start(stopped, head))
        .isEqualTo("sequencer leader check failed: the conductor does not answer");
    stopped.conductor.answers = true;
    stopped.conductor.leader = true;
    stopped.state.fails = true;
    assertThat(start(stopped, head))
        .isEqualTo("the sequencer's state cannot be persisted: no space left on device");
    assertThat(stopped.driver.isSequencing()).isFalse();
    stopped.state.fails = false;
    assertThat(start(stopped, head)).isNull();
    assertThat(start(stopped, head)).isEqualTo("sequencer already running");
  }

  private static @org.jspecify.annotations.Nullable String start(NodeRig rig, Hash head) {
    CompletableFuture<?> done = rig.driver.startSequencer(head);
    rig.driver.run(rig.nowMillis);
    return NodeRig.failure(done);
  }

  @Test
  void stopsWithTheUnsafeHeadAndPersistsIt() {
    rig.mine(2);
    CompletableFuture<Hash> stopped = rig.driver.stopSequencer();
    rig.settle();
    assertThat(stopped).isCompletedWithValue(rig.engine.head().hash());
    assertThat(rig.driver.isSequencing()).isFalse();
    assertThat(rig.state.changes).containsExactly("started", "stopped");
    CompletableFuture<Hash> again = rig.driver.stopSequencer();
    rig.settle();
    assertThat(NodeRig.failure(again)).isEqualTo("sequencer not running");
  }

  @Test
  void goesOnSequencingWhenTheStopCannotBePersisted() {
    rig.mine(2);
    rig.state.fails = true;
    CompletableFuture<Hash> stopped = rig.driver.stopSequencer();
    rig.settle();
    assertThat(NodeRig.failure(stopped)).contains("no space left on device");
    assertThat(rig.driver.isSequencing()).isTrue();
  }

  @Test
  void aPublishedBlockIsInsertedBeforeTheSequencerStops() {
    rig.mine(1);
    rig.engine.beforeCall(name -> {
      if (name.equals("newPayload")) {
        throw new EngineUnavailableException("the disk is slow", null);
      }
    });
    int before = rig.published.size();
    rig.pass(2000);
    assertThat(rig.published).hasSizeGreaterThan(before);
    CompletableFuture<Hash> stopped = rig.driver.stopSequencer();
    rig.pass(1000);
    assertThat(stopped).isNotDone();
    rig.engine.beforeCall(name -> {});
    rig.pass(2000);
    assertThat(stopped).isCompletedWithValue(rig.published.getLast().payload().blockHash());
  }
}
