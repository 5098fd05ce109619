package dev.kopi.core.crypto.ecdsa;

import dev.kopi.core.crypto.curve.Curve;
import dev.kopi.core.crypto.curve.JacobianPoint;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import org.jspecify.annotations.Nullable;

/**
 * ECDSA on secp256k1 in portable Java. Its time depends on its operands: where an attacker can
 * measure signing, use a native implementation.
 */
public final class PortableSecp256k1 implements Secp256k1 {
  /** The only instance: it has no state. */
  public static final PortableSecp256k1 INSTANCE = new PortableSecp256k1();

  private static final Curve CURVE = Curve.SECP256K1;

  private PortableSecp256k1() {}

  @Override
  public byte @Nullable [] recover(Hash hash, UInt256 r, UInt256 s, int recoveryId) {
    if (!CURVE.isScalar(r) || !CURVE.isScalar(s) || recoveryId < 0 || recoveryId > 3) {
      return null;
    }
    UInt256 x = r;
    if ((recoveryId & 2) != 0) {
      x = r.add(ORDER);
      if (x.compareTo(r) < 0) {
        return null;
      }
    }
    JacobianPoint nonce = CURVE.pointOfX(x, (recoveryId & 1) != 0);
    if (nonce == null) {
      return null;
    }
    // The key is (s · R − hash · G) / r.
    UInt256 inverse = CURVE.invertScalar(r);
    JacobianPoint key = CURVE.multiply(nonce, CURVE.multiplyScalars(s, inverse));
    UInt256 factor = CURVE.multiplyScalars(hash.toUInt256(), inverse);
    key.add(CURVE.multiplyGenerator(CURVE.negateScalar(factor)));
    return key.isInfinity() ? null : encode(key);
  }

  @Override
  public Secp256k1Signature sign(Hash hash, PrivateKey key) {
    UInt256 message = CURVE.toScalar(hash.toUInt256());
    DeterministicNonces nonces = new DeterministicNonces(hash, key);
    while (true) {
      UInt256 nonce = nonces.next();
      JacobianPoint point = CURVE.multiplyGenerator(nonce);
      UInt256 x = CURVE.x(point);
      UInt256 r = CURVE.toScalar(x);
      UInt256 sum = CURVE.addScalars(CURVE.multiplyScalars(r, key.scalar()), message);
      UInt256 s = CURVE.multiplyScalars(sum, CURVE.invertScalar(nonce));
      if (r.isZero() || s.isZero()) {
        continue;
      }
      int recoveryId = (r.equals(x) ? 0 : 2) | (CURVE.isYOdd(point) ? 1 : 0);
      return s.compareTo(HALF_ORDER) > 0
          ? new Secp256k1Signature(r, ORDER.subtract(s), recoveryId ^ 1)
          : new Secp256k1Signature(r, s, recoveryId);
    }
  }

  @Override
  public boolean verify(Hash hash, UInt256 r, UInt256 s, byte[] publicKey) {
    JacobianPoint key = decode(publicKey);
    if (key == null || !CURVE.isScalar(r) || !CURVE.isScalar(s) || s.compareTo(HALF_ORDER) > 0) {
      return false;
    }
    UInt256 inverse = CURVE.invertScalar(s);
    JacobianPoint sum = CURVE.multiply(key, CURVE.multiplyScalars(r, inverse));
    sum.add(CURVE.multiplyGenerator(CURVE.multiplyScalars(hash.toUInt256(), inverse)));
    return !sum.isInfinity() && CURVE.toScalar(CURVE.x(sum)).equals(r);
  }

  @Override
  public byte[] publicKey(PrivateKey key) {
    return encode(CURVE.multiplyGenerator(key.scalar()));
  }

  @Override
  public byte @Nullable [] multiply(byte[] publicKey, PrivateKey key) {
    JacobianPoint point = decode(publicKey);
    return point == null ? null : encode(CURVE.multiply(point, key.scalar()));
  }

  /** The 33 bytes of the compressed form of a public key of 64. */
  public static byte[] compress(byte[] publicKey) {
    byte[] out = new byte[33];
    out[0] = (byte) (2 + (publicKey[63] & 1));
    System.arraycopy(publicKey, 0, out, 1, 32);
    return out;
  }

  /** The 64 bytes of a public key in compressed form, or null if it is invalid. */
  public static byte @Nullable [] decompress(byte[] compressed) {
    if (compressed.length != 33 || (compressed[0] != 2 && compressed[0] != 3)) {
      return null;
    }
    UInt256 x = UInt256.fromBytes(compressed, 1, 32);
    JacobianPoint point = CURVE.pointOfX(x, compressed[0] == 3);
    return point == null ? null : encode(point);
  }

  private static @Nullable JacobianPoint decode(byte[] publicKey) {
    return publicKey.length == 64
        ? CURVE.point(UInt256.fromBytes(publicKey, 0, 32), UInt256.fromBytes(publicKey, 32, 32))
        : null;
  }

  private static byte[] encode(JacobianPoint point) {
    byte[] out = new byte[64];
    CURVE.write(point, out, 0);
    return out;
  }
}
