package dev.kopi.apps.cli.values;

import dev.kopi.apps.cli.error.WrongUsage;
import dev.kopi.core.p2p.peer.PeerAddress;
import dev.kopi.core.primitives.DecodeException;

/** Addresses of peers as options give them. */
public final class PeerAddresses {
  private PeerAddresses() {}

  /**
   * Reads {@code /ip4/IP/tcp/PORT/p2p/ID}.
   *
   * @throws WrongUsage when it is another form, or has no peer id
   */
  public static PeerAddress withPeer(String option, String text) {
    PeerAddress address;
    try {
      address = PeerAddress.parse(text);
    } catch (DecodeException e) {
      throw new WrongUsage(option + ": " + e.getMessage());
    }
    if (address.peer() == null) {
      throw new WrongUsage(option + ": " + text + " has no /p2p/ID");
    }
    return address;
  }
}
