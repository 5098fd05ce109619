package dev.kopi.core.p2p.gossip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.kopi.core.p2p.peer.PeerId;
import dev.kopi.core.primitives.Bytes;
import java.util.List;
import org.junit.jupiter.api.Test;

class PeerScoresTest {
  private static final long SLOT = 2_000;
  private final PeerScores scores = new PeerScores(ScoreParams.light(2));

  private static PeerId peer(int number) {
    return new PeerId(Bytes.wrap(new byte[] {0, 1, (byte) number}));
  }

  private PeerId connected(int number, String address) {
    scores.connected(peer(number), address);
    return peer(number);
  }

  @Test
  void toleratesTenPeersAtOneAddress() {
    for (int i = 0; i < 10; i++) {
      connected(i, "10.0.0.1");
    }
    assertThat(scores.total(peer(0))).isZero();
    assertThat(Double.toString(scores.of(peer(0)).colocationFactor())).isEqualTo("0.0");
    connected(10, "10.0.0.1");
    connected(11, "10.0.0.1");
    assertThat(scores.total(peer(0))).isEqualTo(-35.0 * 4);
    scores.disconnected(peer(11), 0);
    assertThat(scores.total(peer(0))).isEqualTo(-35.0);
  }

  @Test
  void toleratesSixPenalties() {
    PeerId peer = connected(1, "10.0.0.1");
    scores.penalty(peer, 6);
    assertThat(scores.total(peer)).isZero();
    scores.penalty(peer, 2);
    assertThat(scores.of(peer).behaviour()).isEqualTo(-16.0 * 4);
  }

  @Test
  void bansAfterMoreThanFiveInvalidBlocks() {
    PeerId peer = connected(1, "10.0.0.1");
    for (int i = 0; i < 5; i++) {
      scores.rejected(peer);
    }
    assertThat(scores.total(peer)).isEqualTo(ScoreParams.BAN_THRESHOLD);
  }

  @Test
  void countersDecayToAHundredthInTenEpochs() {
    PeerId peer = connected(1, "10.0.0.1");
    scores.decay(0);
    scores.penalty(peer, 100);
    for (int slot = 1; slot <= 60; slot++) {
      scores.decay(slot * SLOT);
    }
    assertThat(scores.of(peer).behaviourCount()).isCloseTo(1.0, within(1e-9));
  }

  @Test
  void keepsABadScoreOfAPeerThatLeftForAHundredEpochs() {
    PeerId peer = connected(1, "10.0.0.1");
    scores.decay(0);
    scores.rejected(peer);
    scores.disconnected(peer, 0);
    connected(1, "10.0.0.1");
    assertThat(scores.total(peer)).isEqualTo(-20);
    scores.disconnected(peer, 0);
    scores.decay(600 * SLOT + SLOT);
    assertThat(scores.total(peer)).isZero();
  }

  @Test
  void doesNotCountWhenScoringIsOff() {
    PeerScores off = new PeerScores(new ScoreParams(SLOT, false));
    off.connected(peer(1), "10.0.0.1");
    off.penalty(peer(1), 100);
    assertThat(off.total(peer(1))).isZero();
  }

  @Test
  void monitorLooksAtOnePeerAfterAnotherAndSparesTheProtected() {
    PeerMonitor monitor = new PeerMonitor(-100);
    List<PeerId> peers = List.of(peer(1), peer(2), peer(3));
    assertThat(monitor.next(peers, peer -> 0, peer -> false)).isNull();
    assertThat(monitor.next(peers, peer -> -101, peer -> false)).isEqualTo(peer(2));
    assertThat(monitor.next(peers, peer -> -101, peer -> true)).isNull();
    assertThat(monitor.next(peers, peer -> -101, peer -> false)).isEqualTo(peer(1));
    assertThat(monitor.next(List.of(), peer -> -101, peer -> false)).isNull();
  }
}
