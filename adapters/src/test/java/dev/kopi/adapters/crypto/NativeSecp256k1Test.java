package dev.kopi.adapters.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kopi.core.crypto.ecdsa.PortableSecp256k1;
import dev.kopi.core.crypto.ecdsa.PrivateKey;
import dev.kopi.core.crypto.ecdsa.Secp256k1;
import dev.kopi.core.crypto.ecdsa.Secp256k1Signature;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import java.math.BigInteger;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** libsecp256k1 against the portable implementation, on random and on extreme arguments. */
class NativeSecp256k1Test {
  private static final Secp256k1 NATIVE = new NativeSecp256k1();
  private static final Secp256k1 PORTABLE = PortableSecp256k1.INSTANCE;

  @Test
  void signsMultipliesAndNamesKeysAlike() {
    Random random = new Random(3);
    byte[] peer = NATIVE.publicKey(PrivateKey.of(UInt256.of(99)));
    for (int i = 0; i < 300; i++) {
      PrivateKey key = PrivateKey.of(UInt256.of(new BigInteger(255, random).add(BigInteger.ONE)));
      Hash hash = UInt256.of(new BigInteger(256, random)).toHash();
      Secp256k1Signature signature = NATIVE.sign(hash, key);
      assertThat(signature).isEqualTo(PORTABLE.sign(hash, key));
      byte[] publicKey = NATIVE.publicKey(key);
      assertThat(publicKey).isEqualTo(PORTABLE.publicKey(key));
      assertThat(NATIVE.verify(hash, signature.r(), signature.s(), publicKey)).isTrue();
      assertThat(NATIVE.multiply(peer, key)).isEqualTo(PORTABLE.multiply(peer, key));
    }
  }

  @Test
  void recoversAlike() {
    Random random = new Random(4);
    int recovered = 0;
    for (int i = 0; i < 1000; i++) {
      Hash hash = scalar(random).toHash();
      UInt256 r = scalar(random);
      UInt256 s = scalar(random);
      int id = i % 10 == 0 ? random.nextInt(6) - 1 : random.nextInt(2);
      byte[] key = NATIVE.recover(hash, r, s, id);
      assertThat(PORTABLE.recover(hash, r, s, id)).as("%s %s %s %s", hash, r, s, id).isEqualTo(key);
      if (key != null) {
        recovered++;
        assertThat(NATIVE.verify(hash, r, s, key)).isEqualTo(PORTABLE.verify(hash, r, s, key));
      }
    }
    assertThat(recovered).isGreaterThan(200);
  }

  @Test
  void refusesWrongPublicKeysAlike() {
    UInt256 one = UInt256.ONE;
    for (int length : new int[] {0, 33, 64, 65}) {
      byte[] key = new byte[length];
      assertThat(NATIVE.verify(Hash.ZERO, one, one, key)).isFalse();
      assertThat(PORTABLE.verify(Hash.ZERO, one, one, key)).isFalse();
      assertThat(NATIVE.multiply(key, PrivateKey.of(one))).isNull();
      assertThat(PORTABLE.multiply(key, PrivateKey.of(one))).isNull();
    }
  }

  /** Mostly random, sometimes at an edge of the range. */
  private static UInt256 scalar(Random random) {
    return switch (random.nextInt(12)) {
      case 0 -> UInt256.of(random.nextInt(4));
      case 1 -> Secp256k1.ORDER.subtract(UInt256.of(random.nextInt(3)));
      case 2 -> Secp256k1.ORDER.add(UInt256.of(random.nextInt(3)));
      case 3 -> UInt256.of(new BigInteger(random.nextInt(256), random));
      default -> UInt256.of(new BigInteger(256, random));
    };
  }
}
