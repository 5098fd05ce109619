package dev.kopi.core.crypto.ecdsa;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kopi.core.crypto.curve.Curve;
import dev.kopi.core.crypto.curve.JacobianPoint;
import dev.kopi.core.primitives.UInt256;
import java.math.BigInteger;
import java.util.Objects;
import java.util.Random;
import org.bouncycastle.asn1.sec.SECNamedCurves;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.math.ec.ECPoint;
import org.junit.jupiter.api.Test;

/** Verification against BouncyCastle's, on its own signatures and on spoilt ones. */
class Secp256r1Test {
  private static final X9ECParameters PARAMETERS = SECNamedCurves.getByName("secp256r1");
  private static final ECDomainParameters DOMAIN = new ECDomainParameters(PARAMETERS);

  @Test
  void acceptsSignaturesWithLowAndHighS() {
    Random random = new Random(10);
    for (int i = 0; i < 100; i++) {
      Case c = Case.random(random);
      assertThat(c.verify()).isTrue();
      assertThat(c.withS(DOMAIN.getN().subtract(c.s)).verify()).isTrue();
    }
  }

  @Test
  void judgesSpoiltSignaturesAsTheOtherDoes() {
    Random random = new Random(11);
    for (int i = 0; i < 120; i++) {
      Case c = Case.random(random);
      BigInteger bit = BigInteger.ONE.shiftLeft(random.nextInt(256));
      assertThat(c.withHash(c.hash.xor(bit)).verify()).isFalse();
      assertThat(c.withS(c.s.xor(bit)).verify()).isEqualTo(c.withS(c.s.xor(bit)).expected());
      assertThat(c.withR(c.r.xor(bit)).verify()).isEqualTo(c.withR(c.r.xor(bit)).expected());
    }
  }

  @Test
  void refusesScalarsOutOfRangeAndKeysOffTheCurve() {
    Case c = Case.random(new Random(12));
    BigInteger n = DOMAIN.getN();
    assertThat(c.withR(BigInteger.ZERO).verify()).isFalse();
    assertThat(c.withS(BigInteger.ZERO).verify()).isFalse();
    assertThat(c.withR(n).verify()).isFalse();
    assertThat(c.withS(n).verify()).isFalse();
    UInt256 x = word(c.key.getAffineXCoord().toBigInteger());
    UInt256 y = word(c.key.getAffineYCoord().toBigInteger());
    assertThat(Secp256r1.verify(word(c.hash), word(c.r), word(c.s), x, y.add(UInt256.ONE)))
        .isFalse();
    assertThat(Secp256r1.verify(word(c.hash), word(c.r), word(c.s), UInt256.ZERO, UInt256.ZERO))
        .isFalse();
    UInt256 p = word(PARAMETERS.getCurve().getField().getCharacteristic());
    assertThat(Secp256r1.verify(word(c.hash), word(c.r), word(c.s), x.add(p), y)).isFalse();
  }

  @Test
  void refusesASumAtInfinity() {
    // With the key G, hash = −r makes u1·G + u2·G vanish.
    BigInteger n = DOMAIN.getN();
    ECPoint g = DOMAIN.getG().normalize();
    BigInteger r = BigInteger.valueOf(77);
    Case c = new Case(n.subtract(r), r, BigInteger.valueOf(5), g);
    assertThat(c.verify()).isFalse();
    // And with hash = r both halves are the same point.
    Case same = new Case(r, r, BigInteger.valueOf(5), g);
    assertThat(same.verify()).isEqualTo(same.expected());
  }

  @Test
  void multipliesAsTheOtherDoes() {
    Random random = new Random(13);
    JacobianPoint generator =
        Objects.requireNonNull(
            Curve.SECP256R1.point(
                word(DOMAIN.getG().getAffineXCoord().toBigInteger()),
                word(DOMAIN.getG().getAffineYCoord().toBigInteger())));
    for (int i = 0; i < 100; i++) {
      BigInteger k = new BigInteger(i % 4 == 0 ? 9 : 256, random).mod(DOMAIN.getN());
      byte[] out = new byte[64];
      Curve.SECP256R1.write(Curve.SECP256R1.multiplyGenerator(word(k)), out, 0);
      byte[] other = new byte[64];
      Curve.SECP256R1.write(Curve.SECP256R1.multiply(generator, word(k)), other, 0);
      ECPoint expected = DOMAIN.getG().multiply(k).normalize();
      if (!expected.isInfinity()) {
        assertThat(UInt256.fromBytes(out, 0, 32))
            .isEqualTo(word(expected.getAffineXCoord().toBigInteger()));
        assertThat(UInt256.fromBytes(out, 32, 32))
            .isEqualTo(word(expected.getAffineYCoord().toBigInteger()));
      }
      assertThat(other).isEqualTo(out);
    }
  }

  private static UInt256 word(BigInteger value) {
    return UInt256.of(value);
  }

  private record Case(BigInteger hash, BigInteger r, BigInteger s, ECPoint key) {
    static Case random(Random random) {
      BigInteger secret = new BigInteger(255, random).add(BigInteger.ONE);
      BigInteger hash = new BigInteger(256, random);
      ECDSASigner signer = new ECDSASigner();
      signer.init(true, new ECPrivateKeyParameters(secret, DOMAIN));
      BigInteger[] signature = signer.generateSignature(bytes(hash));
      return new Case(hash, signature[0], signature[1], DOMAIN.getG().multiply(secret).normalize());
    }

    Case withHash(BigInteger other) {
      return new Case(other, r, s, key);
    }

    Case withR(BigInteger other) {
      return new Case(hash, other, s, key);
    }

    Case withS(BigInteger other) {
      return new Case(hash, r, other, key);
    }

    boolean verify() {
      return Secp256r1.verify(
          word(hash),
          word(r),
          word(s),
          word(key.getAffineXCoord().toBigInteger()),
          word(key.getAffineYCoord().toBigInteger()));
    }

    boolean expected() {
      ECDSASigner verifier = new ECDSASigner();
      verifier.init(false, new ECPublicKeyParameters(key, DOMAIN));
      return verifier.verifySignature(bytes(hash), r, s);
    }

    private static byte[] bytes(BigInteger hash) {
      return UInt256.of(hash).toArray();
    }
  }
}
