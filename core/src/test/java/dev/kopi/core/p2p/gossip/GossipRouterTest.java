package dev.kopi.core.p2p.gossip;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kopi.core.crypto.hash.PortableSha256;
import dev.kopi.core.p2p.block.MessageIds;
import dev.kopi.core.p2p.block.Verdict;
import dev.kopi.core.p2p.gossip.GossipRpc.Control;
import dev.kopi.core.p2p.gossip.GossipRpc.Ihave;
import dev.kopi.core.p2p.gossip.GossipRpc.Prune;
import dev.kopi.core.p2p.gossip.GossipRpc.Published;
import dev.kopi.core.p2p.peer.PeerId;
import dev.kopi.core.primitives.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class GossipRouterTest {
  private static final String TOPIC = "/optimism/907/3/blocks";
  private static final long NOW = 1_000_000;

  private record Sent(PeerId to, GossipRpc rpc) {}

  private final List<Sent> sent = new ArrayList<>();
  private final List<GossipMessage> toValidate = new ArrayList<>();
  private final List<GossipEvent> events = new ArrayList<>();
  private final PeerScores scores = new PeerScores(ScoreParams.light(2));
  private final Random random = new Random(1);
  private final GossipRouter router =
      new GossipRouter(
          GossipParams.DEFAULT, List.of(TOPIC), scores, random::nextInt, new Recorder());

  private final class Recorder implements GossipOutbox {
    @Override
    public void send(PeerId peer, GossipRpc rpc) {
      sent.add(new Sent(peer, rpc));
    }

    @Override
    public void validate(PeerId from, GossipMessage message) {
      toValidate.add(message);
    }

    @Override
    public void event(GossipEvent event, PeerId peer) {
      events.add(event);
    }
  }

  private static PeerId peer(int number) {
    return new PeerId(Bytes.wrap(new byte[] {0, 2, (byte) (number >> 8), (byte) number}));
  }

  private static GossipMessage message(int number, int size) {
    byte[] data = new byte[size];
    data[0] = (byte) 0xff;
    data[1] = (byte) number;
    return new GossipMessage(
        TOPIC, Bytes.wrap(data), MessageIds.of(TOPIC, data, PortableSha256.INSTANCE));
  }

  private PeerId add(int number, boolean outbound) {
    return add(number, outbound, GossipProtocol.MESHSUB_1_2);
  }

  private PeerId add(int number, boolean outbound, GossipProtocol protocol) {
    PeerId peer = peer(number);
    router.addPeer(peer, protocol, "10.0.0." + number, outbound);
    router.receive(peer, GossipRpc.subscribe(List.of(TOPIC)), List.of(), NOW);
    return peer;
  }

  private void give(PeerId from, GossipMessage message) {
    router.receive(from, GossipRpc.publish(message), List.of(message), NOW);
  }

  private void control(PeerId from, Control control, long now) {
    router.receive(from, GossipRpc.of(control), List.of(), now);
  }

  private static Control graft() {
    return new Control(List.of(), List.of(), List.of(TOPIC), List.of(), List.of());
  }

  private static Control ihave(List<Bytes> ids) {
    return new Control(List.of(new Ihave(TOPIC, ids)), List.of(), List.of(), List.of(), List.of());
  }

  private List<PeerId> receivers(GossipMessage message) {
    return sent.stream()
        .filter(one -> one.rpc().messages().contains(new Published(TOPIC, message.data(), true)))
        .map(Sent::to)
        .toList();
  }

  private List<Control> controlsTo(PeerId peer) {
    return sent.stream()
        .filter(one -> one.to().equals(peer) && !one.rpc().control().isEmpty())
        .map(one -> one.rpc().control())
        .toList();
  }

  @Test
  void knowsTheTopicsThatAPeerTellsBeforeItCanBeSentTo() {
    PeerId peer = peer(1);
    router.receive(peer, GossipRpc.subscribe(List.of(TOPIC)), List.of(), NOW);
    assertThat(router.peers(TOPIC)).isEmpty();
    router.addPeer(peer, GossipProtocol.MESHSUB_1_2, "10.0.0.1", false);
    assertThat(router.peers(TOPIC)).containsExactly(peer);
  }

  @Test
  void knowsTheTopicsOfAPeerWhoseNewStreamCameBeforeTheEndOfTheOld() {
    PeerId peer = add(1, false);
    router.receive(peer, GossipRpc.subscribe(List.of(TOPIC)), List.of(), NOW);
    router.removePeer(peer, NOW);
    assertThat(router.peers(TOPIC)).isEmpty();
    router.addPeer(peer, GossipProtocol.MESHSUB_1_2, "10.0.0.1", false);
    assertThat(router.peers(TOPIC)).containsExactly(peer);
  }

  @Test
  void tellsANewPeerItsTopics() {
    PeerId peer = add(1, false);
    assertThat(sent).containsExactly(new Sent(peer, GossipRpc.subscribe(List.of(TOPIC))));
    assertThat(router.peers(TOPIC)).containsExactly(peer);
  }

  @Test
  void fillsTheMeshToItsSize() {
    for (int i = 0; i < 20; i++) {
      add(i, true);
    }
    router.heartbeat(NOW);
    assertThat(router.mesh(TOPIC)).hasSize(8);
    assertThat(sent.stream().filter(one -> one.rpc().control().graft().contains(TOPIC))).hasSize(8);
  }

  @Test
  void prunesALargeMeshAndKeepsPeersThatItDialled() {
    for (int i = 0; i < 12; i++) {
      control(add(i, false), graft(), NOW);
    }
    List<PeerId> dialled = new ArrayList<>();
    for (int i = 12; i < 14; i++) {
      dialled.add(add(i, true));
      control(peer(i), graft(), NOW);
    }
    assertThat(router.mesh(TOPIC)).hasSize(14);
    router.heartbeat(NOW);
    assertThat(router.mesh(TOPIC)).hasSize(8).containsAll(dialled);
    assertThat(sent.stream().filter(one -> !one.rpc().control().prune().isEmpty())).hasSize(6);
  }

  @Test
  void refusesAGraftIntoAFullMeshFromAPeerThatDialled() {
    for (int i = 0; i < 12; i++) {
      control(add(i, false), graft(), NOW);
    }
    PeerId late = add(12, false);
    control(late, graft(), NOW);
    assertThat(router.mesh(TOPIC)).doesNotContain(late);
    assertThat(controlsTo(late)).containsExactly(Control.prune(List.of(new Prune(TOPIC, 60))));
  }

  @Test
  void punishesAGraftInBackoffAndOneSoonAfterThePruneTwice() {
    PeerId peer = add(1, false);
    control(peer, Control.prune(List.of(new Prune(TOPIC, 60))), NOW);
    control(peer, graft(), NOW + 1_000);
    assertThat(scores.of(peer).behaviourCount()).isEqualTo(2);
    control(peer, graft(), NOW + 30_000);
    assertThat(scores.of(peer).behaviourCount()).isEqualTo(3);
    assertThat(router.mesh(TOPIC)).isEmpty();
    control(peer, graft(), NOW + 91_000);
    assertThat(router.mesh(TOPIC)).containsExactly(peer);
  }

  @Test
  void doesNotGraftAPeerThatPrunedIt() {
    PeerId peer = add(1, false);
    control(peer, Control.prune(List.of(new Prune(TOPIC, 100))), NOW);
    router.heartbeat(NOW + 99_000);
    assertThat(router.mesh(TOPIC)).isEmpty();
    router.heartbeat(NOW + 102_000);
    assertThat(router.mesh(TOPIC)).containsExactly(peer);
  }

  @Test
  void forwardsAnAcceptedMessageToTheMeshButNotToWhoSentIt() {
    PeerId first = add(1, true);
    PeerId second = add(2, true);
    PeerId third = add(3, true);
    router.heartbeat(NOW);
    GossipMessage message = message(1, 100);
    give(first, message);
    give(second, message);
    assertThat(toValidate).containsExactly(message);
    assertThat(receivers(message)).isEmpty();
    router.validated(message, Verdict.ACCEPT);
    assertThat(receivers(message)).containsExactly(third);
    assertThat(events).contains(GossipEvent.DUPLICATE, GossipEvent.DELIVERED);
  }

  @Test
  void keepsARejectedMessageToItself() {
    PeerId first = add(1, true);
    add(2, true);
    router.heartbeat(NOW);
    GossipMessage message = message(1, 100);
    give(first, message);
    router.validated(message, Verdict.REJECT);
    give(first, message);
    assertThat(receivers(message)).isEmpty();
    assertThat(toValidate).hasSize(1);
    assertThat(events).contains(GossipEvent.REJECTED);
  }

  @Test
  void sendsItsOwnMessageBeforeThereIsAMesh() {
    PeerId peer = add(1, false);
    GossipMessage message = message(1, 100);
    assertThat(router.publish(message, NOW)).isEqualTo(1);
    assertThat(router.publish(message, NOW)).isEqualTo(-1);
    assertThat(receivers(message)).containsExactly(peer);
  }

  @Test
  void sendsEverythingToAPeerOfFloodsub() {
    PeerId flood = add(1, false, GossipProtocol.FLOODSUB);
    PeerId first = add(2, true);
    router.heartbeat(NOW);
    GossipMessage message = message(1, 100);
    give(first, message);
    router.validated(message, Verdict.ACCEPT);
    assertThat(router.mesh(TOPIC)).containsExactly(first);
    assertThat(receivers(message)).containsExactly(flood);
  }

  @Test
  void asksForWhatItHasNotSeenAndAnswersThreeTimes() {
    PeerId peer = add(1, true);
    GossipMessage known = message(1, 100);
    GossipMessage unknown = message(2, 100);
    router.publish(known, NOW);
    control(peer, ihave(List.of(known.ids().withTopic(), unknown.ids().withTopic())), NOW);
    assertThat(controlsTo(peer)).containsExactly(Control.iwant(List.of(unknown.ids().withTopic())));
    sent.clear();
    for (int i = 0; i < 5; i++) {
      control(peer, Control.iwant(List.of(known.ids().withTopic())), NOW);
    }
    assertThat(receivers(known)).hasSize(3);
  }

  @Test
  void speaksToEachPeerInItsFormOfIds() {
    PeerId kona = add(1, true);
    GossipMessage known = message(1, 2_000);
    router.publish(known, NOW);
    control(kona, ihave(List.of(known.ids().withoutTopic())), NOW);
    assertThat(controlsTo(kona)).isEmpty();
    router.heartbeat(NOW);
    PeerId other = add(2, true);
    control(other, graft(), NOW);
    GossipMessage large = message(2, 2_000);
    sent.clear();
    give(other, large);
    assertThat(controlsTo(kona))
        .containsExactly(Control.idontwant(List.of(large.ids().withoutTopic())));
    control(kona, Control.iwant(List.of(known.ids().withoutTopic())), NOW);
    assertThat(receivers(known)).containsExactly(kona);
  }

  @Test
  void punishesAPeerThatDoesNotSendWhatItHas() {
    PeerId liar = add(1, true);
    PeerId honest = add(2, true);
    GossipMessage promised = message(1, 100);
    control(liar, ihave(List.of(message(9, 100).ids().withTopic())), NOW);
    control(honest, ihave(List.of(promised.ids().withTopic())), NOW);
    give(honest, promised);
    router.heartbeat(NOW + 3_500);
    assertThat(scores.of(liar).behaviourCount()).isEqualTo(1);
    assertThat(scores.of(honest).behaviourCount()).isZero();
  }

  @Test
  void ignoresAFloodOfIdsUntilTheNextHeartbeat() {
    PeerId peer = add(1, true);
    for (int i = 0; i < 15; i++) {
      control(peer, ihave(List.of(message(i, 100).ids().withTopic())), NOW);
    }
    assertThat(controlsTo(peer)).hasSize(10);
    router.heartbeat(NOW);
    sent.clear();
    control(peer, ihave(List.of(message(99, 100).ids().withTopic())), NOW);
    assertThat(controlsTo(peer)).hasSize(1);
  }

  @Test
  void doesNotSendAMessageThatThePeerDoesNotWant() {
    PeerId first = add(1, true);
    PeerId second = add(2, true);
    router.heartbeat(NOW);
    GossipMessage message = message(1, 2_000);
    control(second, Control.idontwant(List.of(message.ids().withTopic())), NOW);
    give(first, message);
    router.validated(message, Verdict.ACCEPT);
    assertThat(receivers(message)).isEmpty();
  }

  @Test
  void tellsPeersOutsideTheMeshOfNewMessages() {
    for (int i = 0; i < 20; i++) {
      add(i, true);
    }
    router.heartbeat(NOW);
    GossipMessage message = message(1, 100);
    router.publish(message, NOW);
    sent.clear();
    router.heartbeat(NOW + 500);
    List<PeerId> told =
        sent.stream().filter(one -> !one.rpc().control().ihave().isEmpty()).map(Sent::to).toList();
    assertThat(told).hasSize(6).doesNotContainAnyElementsOf(router.mesh(TOPIC));
  }

  @Test
  void readsNothingOfAPeerWithAVeryLowScore() {
    PeerId peer = add(1, true);
    for (int i = 0; i < 3; i++) {
      scores.rejected(peer);
    }
    give(peer, message(1, 100));
    assertThat(toValidate).isEmpty();
    assertThat(events).contains(GossipEvent.GRAYLISTED);
    for (int i = 0; i < 10; i++) {
      give(peer, message(i, 100));
    }
    assertThat(scores.total(peer)).as("goes on sending").isLessThan(-100);
  }

  @Test
  void letsOnlySoManyMessagesWait() {
    PeerId peer = add(1, true);
    for (int i = 0; i < 300; i++) {
      byte[] data = {(byte) 0xff, (byte) i, (byte) (i >> 8)};
      give(
          peer,
          new GossipMessage(
              TOPIC, Bytes.wrap(data), MessageIds.of(TOPIC, data, PortableSha256.INSTANCE)));
    }
    assertThat(toValidate).hasSize(256);
    assertThat(events).contains(GossipEvent.THROTTLED);
  }

  @Test
  void ignoresTopicsThatItDidNotJoin() {
    PeerId peer = add(1, true);
    byte[] data = {1, 2};
    GossipMessage foreign =
        new GossipMessage(
            "/other", Bytes.wrap(data), MessageIds.of("/other", data, PortableSha256.INSTANCE));
    router.receive(peer, GossipRpc.subscribe(List.of("/other")), List.of(), NOW);
    give(peer, foreign);
    assertThat(router.peers("/other")).isEmpty();
    assertThat(toValidate).isEmpty();
  }

  @Test
  void forgetsAPeerThatLeft() {
    PeerId peer = add(1, true);
    router.heartbeat(NOW);
    router.removePeer(peer, NOW);
    assertThat(router.mesh(TOPIC)).isEmpty();
    assertThat(router.peers(TOPIC)).isEmpty();
    assertThat(router.publish(message(1, 100), NOW)).isZero();
  }
}
