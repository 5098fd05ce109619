package dev.kopi.core.crypto.hash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.Hex;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Random;
import org.bouncycastle.crypto.Digest;
import org.bouncycastle.crypto.digests.Blake2bDigest;
import org.bouncycastle.crypto.digests.KeccakDigest;
import org.bouncycastle.crypto.digests.RIPEMD160Digest;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.macs.HMac;
import org.bouncycastle.crypto.params.KeyParameter;
import org.junit.jupiter.api.Test;

/** Each hash against BouncyCastle's, over all lengths that touch the borders of blocks. */
class HashesTest {
  private static final int LONGEST = 700;

  /** BLAKE2b's first state: the first 64 bits of the fractions of the square roots of 2 to 19. */
  private static final String INITIAL =
      "6a09e667f3bcc908bb67ae8584caa73b3c6ef372fe94f82ba54ff53a5f1d36f1"
          + "510e527fade682d19b05688c2b3e6c1f1f83d9abfb41bd6b5be0cd19137e2179";

  @Test
  void keccakHashesEveryLengthAtAnyOffset() {
    byte[] data = data();
    for (int length = 0; length <= LONGEST; length++) {
      int offset = length % 13;
      byte[] expected = digest(new KeccakDigest(256), data, offset, length);
      assertThat(Keccak256.hash(data, offset, length).toArray()).isEqualTo(expected);
      assertThat(Keccak256.hash(Arrays.copyOfRange(data, offset, offset + length)).toArray())
          .isEqualTo(expected);
    }
  }

  @Test
  void keccakSpongeTakesInputInPiecesAndServesAgain() {
    Random random = new Random(7);
    byte[] data = data();
    Keccak256 sponge = new Keccak256();
    byte[] bytes = new byte[40];
    long[] words = new long[6];
    for (int i = 0; i < 2000; i++) {
      int length = random.nextInt(LONGEST);
      int at = 0;
      while (at < length) {
        int piece = Math.min(length - at, random.nextInt(1 + random.nextInt(300)));
        sponge.update(data, at, piece);
        at += piece;
      }
      Hash expected = Keccak256.hash(data, 0, length);
      switch (i % 3) {
        case 0 -> assertThat(sponge.digest()).isEqualTo(expected);
        case 1 -> {
          sponge.digest(bytes, 5);
          assertThat(Hash.of(bytes, 5)).isEqualTo(expected);
        }
        default -> {
          sponge.digest(words, 1);
          assertThat(Hash.ofWords(words[1], words[2], words[3], words[4])).isEqualTo(expected);
        }
      }
    }
  }

  @Test
  void keccakKnowsTheHashesThatEveryoneKnows() {
    assertThat(Keccak256.EMPTY)
        .isEqualTo(
            Hash.fromHex("c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470"));
    assertThat(Keccak256.EMPTY_TRIE)
        .isEqualTo(
            Hash.fromHex("56e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421"));
    assertThat(Keccak256.EMPTY_LIST)
        .isEqualTo(
            Hash.fromHex("1dcc4de8dec75d7aab85b567b6ccd41ad312451b948a7413f0a142fd40d49347"));
  }

  @Test
  void sha256HashesEveryLengthAtAnyOffset() {
    byte[] data = data();
    for (int length = 0; length <= LONGEST; length++) {
      int offset = length % 13;
      assertThat(PortableSha256.INSTANCE.hash(data, offset, length))
          .isEqualTo(digest(new SHA256Digest(), data, offset, length));
    }
  }

  @Test
  void ripemd160HashesEveryLengthAtAnyOffset() {
    byte[] data = data();
    for (int length = 0; length <= LONGEST; length++) {
      int offset = length % 13;
      assertThat(Ripemd160.hash(data, offset, length))
          .isEqualTo(digest(new RIPEMD160Digest(), data, offset, length));
    }
  }

  @Test
  void blake2fIsTheFunctionInsideBlake2b() {
    byte[] data = data();
    for (int length = 0; length <= LONGEST; length++) {
      assertThat(blake2b(data, length)).isEqualTo(digest(new Blake2bDigest(512), data, 0, length));
    }
  }

  @Test
  void hmacAuthenticatesAsTheOtherDoes() {
    byte[] data = data();
    for (int length = 0; length < 200; length++) {
      byte[] key = Arrays.copyOf(data, length % 65);
      HMac mac = new HMac(new SHA256Digest());
      mac.init(new KeyParameter(key));
      mac.update(data, 0, length);
      byte[] expected = new byte[32];
      mac.doFinal(expected, 0);
      byte[] first = Arrays.copyOf(data, length / 3);
      byte[] second = Arrays.copyOfRange(data, length / 3, length);
      assertThat(HmacSha256.of(key, first, second)).isEqualTo(expected);
    }
  }

  /** BLAKE2b with 64 bytes of output and no key, by RFC 7693 around the compression function. */
  private static byte[] blake2b(byte[] data, int length) {
    long[] h = words(Hex.decode(INITIAL), 0, 8);
    for (int i = 0; i < 8; i++) {
      h[i] = Long.reverseBytes(h[i]);
    }
    h[0] ^= 0x01010040;
    byte[] padded =
        Arrays.copyOf(Arrays.copyOf(data, length), Math.max(128, (length + 127) / 128 * 128));
    for (int at = 0; at < padded.length; at += 128) {
      boolean last = at + 128 == padded.length;
      Blake2f.compress(h, words(padded, at, 16), last ? length : at + 128, 0, last, 12);
    }
    ByteBuffer out = ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN);
    for (long word : h) {
      out.putLong(word);
    }
    return out.array();
  }

  private static long[] words(byte[] bytes, int offset, int count) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).position(offset);
    long[] words = new long[count];
    for (int i = 0; i < count; i++) {
      words[i] = buffer.getLong();
    }
    return words;
  }

  private static byte[] digest(Digest digest, byte[] data, int offset, int length) {
    digest.update(data, offset, length);
    byte[] out = new byte[digest.getDigestSize()];
    digest.doFinal(out, 0);
    return out;
  }

  private static byte[] data() {
    byte[] data = new byte[LONGEST + 20];
    new Random(8).nextBytes(data);
    return data;
  }
}
