package dev.kopi.adapters.p2p.multistream;

import java.io.IOException;
import java.util.List;

/** The peer and this node have no protocol in common. */
public final class NoCommonProtocolException extends IOException {
  private static final long serialVersionUID = 1L;

  NoCommonProtocolException(List<String> protocols) {
    super("the peer has none of " + protocols);
  }
}
