package dev.kopi.tests.derivation;

import dev.kopi.core.derivation.channel.ChannelId;
import dev.kopi.core.derivation.channel.Frame;
import dev.kopi.core.primitives.Bytes;

/** A channel as large as derivation never keeps one: a hundred frames of a million bytes, open. */
final class LargeChannel {
  static final ChannelId ID = new ChannelId(2, 2);

  private static final int FRAMES = 100;

  private LargeChannel() {}

  /** Posts all of it, fifty frames in a block. */
  static void post(DerivationHarness chain) {
    Bytes data = Bytes.wrap(new byte[1_000_000]);
    for (int number = 0; number < FRAMES; number++) {
      chain.post(new Frame(ID, number, data, false));
      if (number % 50 == 49) {
        chain.mine();
      }
    }
  }
}
