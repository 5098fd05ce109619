package dev.kopi.core.p2p.gossip;

import dev.kopi.core.p2p.peer.PeerId;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The scores of peers, connected or not long gone. Owned by one thread.
 *
 * @see <a
 *     href="https://github.com/libp2p/specs/blob/master/pubsub/gossipsub/gossipsub-v1.1.md#peer-scoring">Peer
 *     scoring</a>
 */
public final class PeerScores {
  private static final int MAX_RETAINED = 1_000;

  private final ScoreParams params;
  private final Map<PeerId, Counters> peers = new LinkedHashMap<>();
  private final Map<String, Integer> byAddress = new LinkedHashMap<>();
  private long decayedAt = Long.MIN_VALUE;

  private static final class Counters {
    private @Nullable String address;
    private double behaviour;
    private double valid;
    private double errors;
    private double rejected;
    private long goneAt;
  }

  /** Nobody has a score. */
  public PeerScores(ScoreParams params) {
    this.params = params;
  }

  /** A peer is there, at an IP address. */
  public void connected(PeerId peer, String address) {
    Counters counters = peers.computeIfAbsent(peer, id -> new Counters());
    if (counters.address == null) {
      counters.address = address;
      byAddress.merge(address, 1, Integer::sum);
    }
  }

  /** A peer left; a score that is not positive is kept for a while. */
  public void disconnected(PeerId peer, long now) {
    Counters counters = peers.get(peer);
    if (counters == null || counters.address == null) {
      return;
    }
    boolean retain = score(counters).total() < 0 && peers.size() <= MAX_RETAINED;
    byAddress.computeIfPresent(counters.address, (key, count) -> count == 1 ? null : count - 1);
    counters.address = null;
    counters.goneAt = now;
    if (!retain) {
      peers.remove(peer);
    }
  }

  /**
   * Takes over what was counted for a peer in an earlier run.
   *
   * @param elapsedMillis how long ago
   */
  public void restore(
      PeerId peer, double behaviour, double errors, double rejected, long elapsedMillis, long now) {
    if (peers.size() >= MAX_RETAINED || elapsedMillis > params.retainMillis()) {
      return;
    }
    double left =
        Math.pow(params.decay(), (double) (Math.max(0, elapsedMillis) / params.decayMillis()));
    Counters counters = peers.computeIfAbsent(peer, id -> new Counters());
    counters.behaviour = decayed(behaviour, left);
    counters.errors = decayed(errors, left);
    counters.rejected = decayed(rejected, left);
    counters.goneAt = now;
  }

  /** The scores of all peers that something was counted for, connected or not. */
  public Map<PeerId, PeerScore> all() {
    Map<PeerId, PeerScore> all = new LinkedHashMap<>();
    peers.forEach((peer, counters) -> {
      PeerScore score = score(counters);
      if (score.behaviourCount() > 0 || score.errors() > 0 || score.rejected() > 0) {
        all.put(peer, score);
      }
    });
    return all;
  }

  /** A peer broke a rule of gossip. */
  public void penalty(PeerId peer, int count) {
    Counters counters = peers.get(peer);
    if (counters != null) {
      counters.behaviour += count;
    }
  }

  /** A peer gave a right answer. */
  public void valid(PeerId peer) {
    Counters counters = peers.get(peer);
    if (counters != null) {
      counters.valid = Math.min(ScoreParams.MAX_VALID, counters.valid + 1);
    }
  }

  /** A peer failed to answer, or sent what other clocks may find right. */
  public void error(PeerId peer) {
    Counters counters = peers.get(peer);
    if (counters != null) {
      counters.errors = Math.min(ScoreParams.MAX_ERRORS, counters.errors + 1);
    }
  }

  /** A peer sent an invalid block. */
  public void rejected(PeerId peer) {
    Counters counters = peers.get(peer);
    if (counters != null) {
      counters.rejected = Math.min(ScoreParams.MAX_REJECTED, counters.rejected + 1);
    }
  }

  /** The score of a peer; that of a stranger is 0. */
  public double total(PeerId peer) {
    return of(peer).total();
  }

  /** The score of a peer and its parts. */
  public PeerScore of(PeerId peer) {
    Counters counters = peers.get(peer);
    return counters == null || !params.enabled()
        ? new PeerScore(0, 0, 0, 0, 0, 0, 0, 0)
        : score(counters);
  }

  private PeerScore score(Counters counters) {
    int same = counters.address == null ? 0 : byAddress.getOrDefault(counters.address, 0);
    double surplus = Math.max(0, same - ScoreParams.COLOCATION_THRESHOLD);
    double colocation = surplus == 0 ? 0 : ScoreParams.COLOCATION_WEIGHT * surplus * surplus;
    double excess = Math.max(0, counters.behaviour - ScoreParams.BEHAVIOUR_THRESHOLD);
    double behaviour = excess == 0 ? 0 : ScoreParams.BEHAVIOUR_WEIGHT * excess * excess;
    double application =
        ScoreParams.VALID_WEIGHT * counters.valid
            + ScoreParams.ERROR_WEIGHT * counters.errors
            + ScoreParams.REJECTED_WEIGHT * counters.rejected;
    return new PeerScore(
        colocation + behaviour + application,
        colocation,
        behaviour,
        application,
        counters.behaviour,
        counters.valid,
        counters.errors,
        counters.rejected);
  }

  /** Lets the counters decay for the intervals that passed, and forgets peers gone for long. */
  public void decay(long now) {
    if (decayedAt == Long.MIN_VALUE) {
      decayedAt = now;
    }
    long intervals = Math.min(1_000, (now - decayedAt) / params.decayMillis());
    if (intervals <= 0) {
      return;
    }
    decayedAt = now;
    double left = Math.pow(params.decay(), intervals);
    for (Iterator<Counters> all = peers.values().iterator(); all.hasNext(); ) {
      Counters counters = all.next();
      if (counters.address == null && now - counters.goneAt > params.retainMillis()) {
        all.remove();
        continue;
      }
      counters.behaviour = decayed(counters.behaviour, left);
      counters.valid = decayed(counters.valid, left);
      counters.errors = decayed(counters.errors, left);
      counters.rejected = decayed(counters.rejected, left);
    }
  }

  private static double decayed(double value, double left) {
    double rest = value * left;
    return rest < ScoreParams.DECAY_TO_ZERO ? 0 : rest;
  }
}
