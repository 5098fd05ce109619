package dev.kopi.tests.conformance.derivation;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** Damages data in the ways in which it goes wrong, or is made to. */
final class Mutations {
  private static final int[] TELLING = {0x00, 0x01, 0x7f, 0x80, 0xb7, 0xb8, 0xbf, 0xc0, 0xf7, 0xff};

  private Mutations() {}

  /** One to four changes of a copy. */
  static byte[] mutate(SplittableRandom random, byte[] seed, List<byte[]> others) {
    byte[] data = seed.clone();
    for (int n = random.nextInt(4); n >= 0; n--) {
      data = change(random, data, others);
    }
    return data;
  }

  private static byte[] change(SplittableRandom random, byte[] data, List<byte[]> others) {
    if (data.length == 0) {
      return new byte[] {(byte) random.nextInt(256)};
    }
    int at = random.nextInt(data.length);
    switch (random.nextInt(8)) {
      case 0 -> data[at] ^= (byte) (1 << random.nextInt(8));
      case 1 -> data[at] = (byte) random.nextInt(256);
      case 2 -> data[at] = (byte) TELLING[random.nextInt(TELLING.length)];
      case 3 -> {
        return Arrays.copyOf(data, at);
      }
      case 4 -> {
        byte[] longer = Arrays.copyOf(data, data.length + 1 + random.nextInt(16));
        System.arraycopy(data, at, longer, at + longer.length - data.length, data.length - at);
        return longer;
      }
      case 5 -> {
        int end = Math.min(data.length, at + 1 + random.nextInt(16));
        byte[] shorter = Arrays.copyOf(data, data.length - (end - at));
        System.arraycopy(data, end, shorter, at, data.length - end);
        return shorter;
      }
      case 6 -> {
        byte[] other = others.get(random.nextInt(others.size()));
        int length = Math.min(data.length - at, random.nextInt(other.length));
        System.arraycopy(other, random.nextInt(other.length - length), data, at, length);
      }
      default -> {
        // The start decides most: versions, lengths, counts.
        int early = random.nextInt(Math.min(data.length, 64));
        data[early] = (byte) random.nextInt(256);
      }
    }
    return data;
  }
}
