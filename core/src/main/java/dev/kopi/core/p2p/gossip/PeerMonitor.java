package dev.kopi.core.p2p.gossip;

import dev.kopi.core.p2p.peer.PeerId;
import java.util.Collection;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * Looks at one connected peer after another, and finds those whose score is too low to stay. Owned
 * by one thread.
 */
public final class PeerMonitor {
  private final double threshold;
  private @Nullable PeerId last;

  /**
   * A monitor.
   *
   * @param threshold a peer with a lower score is to be banned
   */
  public PeerMonitor(double threshold) {
    this.threshold = threshold;
  }

  /**
   * Looks at the next peer; to be called every second.
   *
   * @param connected the peers there are
   * @param isProtected whether a peer stays whatever its score
   * @return the peer that is to be disconnected and banned; null when it may stay
   */
  public @Nullable PeerId next(
      Collection<PeerId> connected, ToDoubleFunction<PeerId> score, Predicate<PeerId> isProtected) {
    TreeSet<PeerId> order = new TreeSet<>(connected);
    if (order.isEmpty()) {
      return null;
    }
    PeerId next = last == null ? null : order.higher(last);
    last = next == null ? order.first() : next;
    return score.applyAsDouble(last) < threshold && !isProtected.test(last) ? last : null;
  }
}
