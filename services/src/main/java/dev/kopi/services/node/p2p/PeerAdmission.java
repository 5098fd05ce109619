package dev.kopi.services.node.p2p;

import dev.kopi.adapters.p2p.host.ConnectionGate;
import dev.kopi.core.p2p.gate.PeerGate;
import dev.kopi.core.p2p.peer.PeerId;
import dev.kopi.core.primitives.Bytes;
import java.net.InetAddress;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;

/** A {@link PeerGate} for many threads. Protected peers pass whatever it says of bans. */
final class PeerAdmission implements ConnectionGate {
  private final PeerGate gate = new PeerGate();
  private final InstantSource clock;
  private final Set<PeerId> protectedPeers = ConcurrentHashMap.newKeySet();

  PeerAdmission(InstantSource clock) {
    this.clock = clock;
  }

  @Override
  public synchronized boolean allows(PeerId peer) {
    return isProtected(peer) || gate.allows(peer, clock.millis());
  }

  @Override
  public synchronized boolean allows(InetAddress address) {
    return gate.allows(Bytes.wrap(address.getAddress()), clock.millis());
  }

  long nowMillis() {
    return clock.millis();
  }

  void protect(PeerId peer, boolean on) {
    if (on) {
      protectedPeers.add(peer);
    } else {
      protectedPeers.remove(peer);
    }
  }

  boolean isProtected(PeerId peer) {
    return protectedPeers.contains(peer);
  }

  synchronized void change(Consumer<PeerGate> change) {
    change.accept(gate);
  }

  synchronized <T> T read(Function<PeerGate, T> question) {
    return question.apply(gate);
  }
}
