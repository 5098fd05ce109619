package dev.kopi.core.crypto.curve;

import dev.kopi.core.platform.WideMath;
import dev.kopi.core.primitives.UInt256;

/**
 * Inverses modulo an odd number of 256 bits by Bernstein's and Yang's divsteps, 62 of them at a
 * time: a batch looks only at the lowest words of f and g and becomes a matrix, by which the long
 * numbers are then multiplied. Numbers are five words of 62 bits, the top one with the sign.
 *
 * @see <a href="https://gcd.cr.yp.to/safegcd-20190413.pdf">Fast constant-time gcd computation</a>
 */
public final class ModularInverse {
  private static final int BITS = 62;
  private static final long MASK = (1L << BITS) - 1;
  private static final int SIZE = 5;

  private final long[] modulus;

  /** 1 / modulus, modulo 2^62. */
  private final long lowInverse;

  /** For an odd modulus. */
  public ModularInverse(UInt256 modulus) {
    this.modulus = split(modulus);
    long m = this.modulus[0];
    // Newton's iteration doubles the correct bits, of which an odd number has three to begin with.
    long inverse = m;
    for (int i = 0; i < 5; i++) {
      inverse *= 2 - m * inverse;
    }
    lowInverse = inverse & MASK;
  }

  /** 1 / value, and 0 for 0. The value must be below the modulus and share no factor with it. */
  public UInt256 of(UInt256 value) {
    Run run = new Run(modulus, split(value));
    while (!run.isDone()) {
      run.batch();
      run.updateDe(modulus, lowInverse);
      run.updateFg();
    }
    return run.result(modulus);
  }

  private static long[] split(UInt256 value) {
    long w0 = value.word(3);
    long w1 = value.word(2);
    long w2 = value.word(1);
    long w3 = value.word(0);
    return new long[] {
      w0 & MASK,
      (w0 >>> 62 | w1 << 2) & MASK,
      (w1 >>> 60 | w2 << 4) & MASK,
      (w2 >>> 58 | w3 << 6) & MASK,
      w3 >>> 56
    };
  }

  /** One computation: d · value = f and e · value = g modulo the modulus, until g is 0. */
  private static final class Run {
    private final long[] f;
    private final long[] g;
    private final long[] d = new long[SIZE];
    private final long[] e = {1, 0, 0, 0, 0};
    private int length = SIZE;
    private long eta = -1;

    /** The matrix of the last batch, times 2^62. */
    private long u;

    private long v;
    private long q;
    private long r;

    Run(long[] modulus, long[] value) {
      f = modulus.clone();
      g = value;
    }

    boolean isDone() {
      long bits = 0;
      for (int i = 0; i < length; i++) {
        bits |= g[i];
      }
      return bits == 0;
    }

    /** 62 divsteps on the lowest words, as many at once as their bits allow. */
    void batch() {
      long a = 1;
      long b = 0;
      long c = 0;
      long h = 1;
      long x = f[0];
      long y = g[0];
      long steps = eta;
      int left = BITS;
      while (true) {
        int zeros = Long.numberOfTrailingZeros(y | -1L << left);
        y >>= zeros;
        a <<= zeros;
        b <<= zeros;
        steps -= zeros;
        left -= zeros;
        if (left == 0) {
          break;
        }
        long factor;
        if (steps < 0) {
          steps = -steps;
          long t = x;
          x = y;
          y = -t;
          t = a;
          a = c;
          c = -t;
          t = b;
          b = h;
          h = -t;
          // Up to six bits of y vanish at once: −1/x modulo 64 is x(x² − 2).
          int limit = (int) Math.min(steps + 1, left);
          factor = x * y * (x * x - 2) & (-1L >>> (64 - limit)) & 63;
        } else {
          // Up to four, by an inverse modulo 16.
          int limit = (int) Math.min(steps + 1, left);
          long inverse = x + ((x + 1 & 4) << 1);
          factor = -inverse * y & (-1L >>> (64 - limit)) & 15;
        }
        y += x * factor;
        c += a * factor;
        h += b * factor;
      }
      eta = steps;
      u = a;
      v = b;
      q = c;
      r = h;
    }

    /** (f, g) becomes the matrix times (f, g), divided by 2^62 without remainder. */
    void updateFg() {
      long fLow = 0;
      long fHigh = 0;
      long gLow = 0;
      long gHigh = 0;
      for (int i = 0; i < length; i++) {
        long fi = f[i];
        long gi = g[i];
        long low = u * fi;
        fLow += low;
        fHigh += WideMath.multiplyHighSigned(u, fi) + below(fLow, low);
        low = v * gi;
        fLow += low;
        fHigh += WideMath.multiplyHighSigned(v, gi) + below(fLow, low);
        low = q * fi;
        gLow += low;
        gHigh += WideMath.multiplyHighSigned(q, fi) + below(gLow, low);
        low = r * gi;
        gLow += low;
        gHigh += WideMath.multiplyHighSigned(r, gi) + below(gLow, low);
        if (i > 0) {
          f[i - 1] = fLow & MASK;
          g[i - 1] = gLow & MASK;
        }
        fLow = fLow >>> BITS | fHigh << 2;
        fHigh >>= BITS;
        gLow = gLow >>> BITS | gHigh << 2;
        gHigh >>= BITS;
      }
      f[length - 1] = fLow;
      g[length - 1] = gLow;
      shorten();
    }

    /** Drops the top words when they hold nothing but the sign. */
    private void shorten() {
      long topF = f[length - 1];
      long topG = g[length - 1];
      if (length > 1 && ((topF ^ topF >> 63) | (topG ^ topG >> 63)) == 0) {
        f[length - 2] |= topF << BITS;
        g[length - 2] |= topG << BITS;
        length--;
      }
    }

    /** The same to (d, e), where a multiple of the modulus makes the division exact. */
    void updateDe(long[] m, long inverse) {
      long signD = d[SIZE - 1] >> 63;
      long signE = e[SIZE - 1] >> 63;
      long md = (u & signD) + (v & signE);
      long me = (q & signD) + (r & signE);
      md -= inverse * (u * d[0] + v * e[0]) + md & MASK;
      me -= inverse * (q * d[0] + r * e[0]) + me & MASK;
      long dLow = 0;
      long dHigh = 0;
      long eLow = 0;
      long eHigh = 0;
      for (int i = 0; i < SIZE; i++) {
        long di = d[i];
        long ei = e[i];
        long mi = m[i];
        long low = u * di;
        dLow += low;
        dHigh += WideMath.multiplyHighSigned(u, di) + below(dLow, low);
        low = v * ei;
        dLow += low;
        dHigh += WideMath.multiplyHighSigned(v, ei) + below(dLow, low);
        low = mi * md;
        dLow += low;
        dHigh += WideMath.multiplyHighSigned(mi, md) + below(dLow, low);
        low = q * di;
        eLow += low;
        eHigh += WideMath.multiplyHighSigned(q, di) + below(eLow, low);
        low = r * ei;
        eLow += low;
        eHigh += WideMath.multiplyHighSigned(r, ei) + below(eLow, low);
        low = mi * me;
        eLow += low;
        eHigh += WideMath.multiplyHighSigned(mi, me) + below(eLow, low);
        if (i > 0) {
          d[i - 1] = dLow & MASK;
          e[i - 1] = eLow & MASK;
        }
        dLow = dLow >>> BITS | dHigh << 2;
        dHigh >>= BITS;
        eLow = eLow >>> BITS | eHigh << 2;
        eHigh >>= BITS;
      }
      d[SIZE - 1] = dLow;
      e[SIZE - 1] = eLow;
    }

    /** d, or −d where f ended as −1, brought from above −2m and below m into 0 to m − 1. */
    UInt256 result(long[] m) {
      addModulusIfNegative(m);
      if (f[length - 1] < 0) {
        for (int i = 0; i < SIZE; i++) {
          d[i] = -d[i];
        }
        carry();
      }
      addModulusIfNegative(m);
      return UInt256.ofWords(
          d[3] >>> 6 | d[4] << 56,
          d[2] >>> 4 | d[3] << 58,
          d[1] >>> 2 | d[2] << 60,
          d[0] | d[1] << 62);
    }

    private void addModulusIfNegative(long[] m) {
      if (d[SIZE - 1] < 0) {
        for (int i = 0; i < SIZE; i++) {
          d[i] += m[i];
        }
        carry();
      }
    }

    private void carry() {
      for (int i = 0; i < SIZE - 1; i++) {
        d[i + 1] += d[i] >> BITS;
        d[i] &= MASK;
      }
    }

    private static long below(long x, long y) {
      return Long.compareUnsigned(x, y) < 0 ? 1 : 0;
    }
  }
}
