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

  /**
   * Takes a token, unless it is not there in time.
   *
   * @return how many milliseconds to wait until the token is there; −1 when that is more than
   *     {@code maxWaitMillis}, and none is taken
   */
  public long take(long nowMillis, long maxWaitMillis) {
    tokens = Math.min(burst, tokens + (nowMillis - updatedAt) * perMilli);
    updatedAt = nowMillis;
    long wait = tokens >= 1 ? 0 : (long) Math.ceil((1 - tokens) / perMilli);
    if (wait > maxWaitMillis) {
      return -1;
    }
    tokens -= 1;
    return wait;
  }
}
