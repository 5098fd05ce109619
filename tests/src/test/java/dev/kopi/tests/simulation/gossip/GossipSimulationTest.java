package dev.kopi.tests.simulation.gossip;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kopi.core.p2p.gossip.GossipMessage;
import dev.kopi.tests.testkit.Vectors;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** With {@code -Dkopi.all=true} a hundred seeds and more blocks. */
class GossipSimulationTest {
  private static final int NODES = 100;
  private static final double HOSTILE = 0.2;
  private static final long P99_MILLIS = 2_000;

  static List<Long> seeds() {
    List<Long> seeds = new ArrayList<>();
    for (long seed = 1; seed <= (Vectors.all() ? 100 : 2); seed++) {
      seeds.add(seed);
    }
    return seeds;
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void aNetworkThatWasCutInTwoGossipsAgainWithoutPenalties(long seed) {
    GossipSimulation simulation = new GossipSimulation(seed, 40, 0);
    simulation.network.runUntil(5_000);
    simulation.publish(5);
    simulation.cut(true);
    List<GossipMessage> during = simulation.publish(10);
    SimulatedNode near = simulation.nodes.get(2);
    SimulatedNode far = simulation.nodes.get(1);
    assertThat(near.received.keySet()).containsAll(during);
    assertThat(far.received.keySet()).doesNotContainAnyElementsOf(during);
    simulation.cut(false);
    simulation.network.runUntil(simulation.network.now() + 2_000);
    List<GossipMessage> after = simulation.publish(10);
    simulation.network.runUntil(simulation.network.now() + 5_000);
    for (SimulatedNode node : simulation.nodes) {
      assertThat(node.received.keySet()).as("blocks of node " + node.number).containsAll(after);
      for (GossipMessage block : after) {
        long delay =
            Objects.requireNonNull(node.received.get(block))
                - Objects.requireNonNull(simulation.publishedAt.get(block));
        assertThat(delay).as("delay at node " + node.number).isLessThanOrEqualTo(3_000);
      }
      assertThat(node.banned).as("bans by node " + node.number).isEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void everyHonestNodeHasEveryBlockInTimeAndHostileOnesAreBanned(long seed) {
    GossipSimulation simulation = new GossipSimulation(seed, NODES, HOSTILE);
    simulation.run(Vectors.all() ? 120 : 15);

    List<Long> delays = new ArrayList<>();
    for (SimulatedNode node : simulation.nodes) {
      if (node.isHonest() && node.up) {
        for (GossipMessage block : simulation.published) {
          assertThat(node.received).as("blocks of node " + node.number).containsKey(block);
          delays.add(
              Objects.requireNonNull(node.received.get(block))
                  - Objects.requireNonNull(simulation.publishedAt.get(block)));
        }
      }
    }
    Collections.sort(delays);
    long p99 = delays.get(delays.size() * 99 / 100);
    System.out.println(
        "gossip: seed " + seed + ", p50 " + delays.get(delays.size() / 2) + " ms, p99 " + p99);
    assertThat(p99).isLessThanOrEqualTo(P99_MILLIS);
    for (SimulatedNode node : simulation.nodes) {
      if (node instanceof HostileNode hostile) {
        long bannedBy =
            simulation.nodes.stream().filter(other -> other.banned.contains(node.id)).count();
        switch (hostile.wrong()) {
          case SPAM, IHAVE_FLOOD, GRAFT_FLOOD ->
              assertThat(bannedBy).as(hostile.wrong() + " " + node.number).isPositive();
          // It repeats what others said.
          case REPLAY -> assertThat(bannedBy).isZero();
          // They break promises, whether to the point of a ban depends on what they were asked for.
          case SILENT, SLOW -> {}
          // Others may have seen fewer blocks of the height, so that it costs little.
          case EQUIVOCATE -> {}
        }
      } else {
        assertThat(node.accepted.values())
            .as("blocks of a height at node " + node.number)
            .allMatch(blocks -> blocks <= 6)
            .contains(6);
        assertThat(node.overfull).as("refused by node " + node.number).isPositive();
        assertThat(simulation.nodes.stream().filter(other -> other.banned.contains(node.id)))
            .as("who banned the honest node " + node.number)
            .isEmpty();
      }
    }
  }
}
