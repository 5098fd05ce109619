package dev.kopi.core.p2p.gate;

/** Allows so many requests a second on average, and more for a short while. Owned by one thread. */
public final class TokenBucket {
  private final double perMilli;
  private final double burst;
  private double tokens;
  private long updatedAt;

  /** A full bucket. */
  public TokenBucket(double perSecond, double burst, long nowMillis) {
    this.perMilli = perSecond / 1000;
    this.burst = burst;
    this.tokens = burst;
    this.updatedAt = nowMillis;
  }

  /** Takes a token; answers how many milliseconds to wait until it is there. */
  public long take(long nowMillis) {
    tokens = Math.min(burst, tokens + (nowMillis - updatedAt) * perMilli);
    updatedAt = nowMillis;
    tokens -= 1;
    return tokens >= 0 ? 0 : (long) Math.ceil(-tokens / perMilli);
  }
}
