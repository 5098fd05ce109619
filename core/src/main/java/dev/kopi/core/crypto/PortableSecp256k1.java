package dev.kopi.core.crypto;

import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/**
 * ECDSA on secp256k1 in portable Java. Its time depends on its operands: where an attacker can
 * measure signing, use a native implementation.
 */
public final class PortableSecp256k1 implements Secp256k1 {
  /** The only instance: it has no state. */
  public static final PortableSecp256k1 INSTANCE = new PortableSecp256k1();

  private static final BigInteger N = ORDER.toBigInteger();

  private PortableSecp256k1() {}

  @Override
  public byte @Nullable [] recover(Hash hash, UInt256 r, UInt256 s, int recoveryId) {
    if (!isScalar(r) || !isScalar(s) || recoveryId < 0 || recoveryId > 3) {
      return null;
    }
    UInt256 nonceX = r;
    if ((recoveryId & 2) != 0) {
      nonceX = r.add(ORDER);
      if (nonceX.compareTo(r) < 0 || !Secp256k1Field.isInField(nonceX)) {
        return null;
      }
    }
    long[] x = Secp256k1Field.of(nonceX);
    long[] y = new long[4];
    if (!Secp256k1Point.liftX(y, x, (recoveryId & 1) != 0)) {
      return null;
    }
    // The key is (s · R − hash · G) / r.
    BigInteger inverse = r.toBigInteger().modInverse(N);
    BigInteger u1 = hash.toUInt256().toBigInteger().negate().multiply(inverse).mod(N);
    BigInteger u2 = s.toBigInteger().multiply(inverse).mod(N);
    Secp256k1Point sum = Secp256k1Multiplier.multiply(new Secp256k1Point(x, y), u2);
    sum.addPoint(Secp256k1BaseTable.multiply(UInt256.of(u1)));
    return sum.isInfinity() ? null : encode(sum);
  }

  @Override
  public Secp256k1Signature sign(Hash hash, PrivateKey key) {
    BigInteger message = hash.toUInt256().toBigInteger();
    BigInteger secret = key.scalar().toBigInteger();
    DeterministicNonces nonces = new DeterministicNonces(hash, key);
    while (true) {
      UInt256 nonce = nonces.next();
      Secp256k1Point point = Secp256k1BaseTable.multiply(nonce);
      point.normalize();
      UInt256 x = Secp256k1Field.toWord(point.x);
      boolean large = x.compareTo(ORDER) >= 0;
      UInt256 r = large ? x.subtract(ORDER) : x;
      BigInteger proof =
          r.toBigInteger()
              .multiply(secret)
              .add(message)
              .multiply(nonce.toBigInteger().modInverse(N))
              .mod(N);
      if (r.isZero() || proof.signum() == 0) {
        continue;
      }
      int recoveryId = (large ? 2 : 0) | (Secp256k1Field.isOdd(point.y) ? 1 : 0);
      UInt256 s = UInt256.of(proof);
      if (s.compareTo(HALF_ORDER) > 0) {
        s = ORDER.subtract(s);
        recoveryId ^= 1;
      }
      return new Secp256k1Signature(r, s, recoveryId);
    }
  }

  @Override
  public boolean verify(Hash hash, UInt256 r, UInt256 s, byte[] publicKey) {
    Secp256k1Point key = decode(publicKey);
    if (key == null || !isScalar(r) || !isScalar(s) || s.compareTo(HALF_ORDER) > 0) {
      return false;
    }
    BigInteger inverse = s.toBigInteger().modInverse(N);
    BigInteger u1 = hash.toUInt256().toBigInteger().multiply(inverse).mod(N);
    BigInteger u2 = r.toBigInteger().multiply(inverse).mod(N);
    Secp256k1Point sum = Secp256k1Multiplier.multiply(key, u2);
    sum.addPoint(Secp256k1BaseTable.multiply(UInt256.of(u1)));
    if (sum.isInfinity()) {
      return false;
    }
    sum.normalize();
    UInt256 x = Secp256k1Field.toWord(sum.x);
    return (x.compareTo(ORDER) >= 0 ? x.subtract(ORDER) : x).equals(r);
  }

  @Override
  public byte[] publicKey(PrivateKey key) {
    return encode(Secp256k1BaseTable.multiply(key.scalar()));
  }

  @Override
  public byte @Nullable [] multiply(byte[] publicKey, PrivateKey key) {
    Secp256k1Point point = decode(publicKey);
    return point == null
        ? null
        : encode(Secp256k1Multiplier.multiply(point, key.scalar().toBigInteger()));
  }

  /** The 33 bytes of the compressed form of a public key of 64. */
  public static byte[] compress(byte[] publicKey) {
    byte[] out = new byte[33];
    out[0] = (byte) (2 + (publicKey[63] & 1));
    System.arraycopy(publicKey, 0, out, 1, 32);
    return out;
  }

  /** The 64 bytes of a public key in compressed form, or null when it is none. */
  public static byte @Nullable [] decompress(byte[] compressed) {
    if (compressed.length != 33 || (compressed[0] != 2 && compressed[0] != 3)) {
      return null;
    }
    UInt256 word = UInt256.fromBytes(compressed, 1, 32);
    if (!Secp256k1Field.isInField(word)) {
      return null;
    }
    long[] y = new long[4];
    if (!Secp256k1Point.liftX(y, Secp256k1Field.of(word), compressed[0] == 3)) {
      return null;
    }
    byte[] out = new byte[64];
    word.writeTo(out, 0);
    Secp256k1Field.toWord(y).writeTo(out, 32);
    return out;
  }

  private static boolean isScalar(UInt256 number) {
    return !number.isZero() && number.compareTo(ORDER) < 0;
  }

  private static @Nullable Secp256k1Point decode(byte[] publicKey) {
    if (publicKey.length != 64) {
      return null;
    }
    UInt256 x = UInt256.fromBytes(publicKey, 0, 32);
    UInt256 y = UInt256.fromBytes(publicKey, 32, 32);
    if (!Secp256k1Field.isInField(x) || !Secp256k1Field.isInField(y)) {
      return null;
    }
    long[] px = Secp256k1Field.of(x);
    long[] py = Secp256k1Field.of(y);
    return Secp256k1Point.isOnCurve(px, py) ? new Secp256k1Point(px, py) : null;
  }

  private static byte[] encode(Secp256k1Point point) {
    point.normalize();
    byte[] out = new byte[64];
    Secp256k1Field.toWord(point.x).writeTo(out, 0);
    Secp256k1Field.toWord(point.y).writeTo(out, 32);
    return out;
  }
}
