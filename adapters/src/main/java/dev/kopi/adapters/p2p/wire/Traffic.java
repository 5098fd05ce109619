package dev.kopi.adapters.p2p.wire;

import java.util.concurrent.atomic.LongAdder;

/** How many bytes went over connections. From any thread. */
public final class Traffic {
  private final LongAdder in = new LongAdder();
  private final LongAdder out = new LongAdder();

  void received(int bytes) {
    in.add(bytes);
  }

  void sent(int bytes) {
    out.add(bytes);
  }

  /** The bytes received. */
  public long in() {
    return in.sum();
  }

  /** The bytes sent. */
  public long out() {
    return out.sum();
  }
}
