package dev.kopi.core.crypto.ecdsa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kopi.core.crypto.hash.Keccak256;
import dev.kopi.core.crypto.hash.PortableSha256;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.Hex;
import dev.kopi.core.primitives.UInt256;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PortableSecp256k1Test {
  private static final Secp256k1 EC = PortableSecp256k1.INSTANCE;

  @Test
  void namesTheAccountOfAKnownKey() {
    PrivateKey key =
        PrivateKey.fromHex("0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80");
    assertThat(EC.address(key))
        .isEqualTo(Address.fromHex("0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266"));
  }

  @Test
  void signsWithTheNonceOfRfc6979() {
    // The widely published vector: key 1, SHA-256 of "Satoshi Nakamoto".
    byte[] message = "Satoshi Nakamoto".getBytes(StandardCharsets.US_ASCII);
    Hash hash = Hash.of(PortableSha256.INSTANCE.hash(message));
    Secp256k1Signature signature = EC.sign(hash, PrivateKey.of(UInt256.ONE));
    assertThat(signature.r())
        .isEqualTo(
            UInt256.fromHex("934b1ea10a4b3c1757e2b0c017d0b6143ce3c9a7e6a4a49860d7a6ab210ee3d8"));
    assertThat(signature.s())
        .isEqualTo(
            UInt256.fromHex("2442ce9d2b916064108014783e923ec36b49743e2ffa1c4496f01a512aafd9e5"));
  }

  @Test
  void recoversVerifiesAndRefusesWhatItSigned() {
    Random random = new Random(1);
    for (int i = 0; i < 200; i++) {
      PrivateKey key = PrivateKey.of(UInt256.of(new BigInteger(255, random).add(BigInteger.ONE)));
      Hash hash = UInt256.of(new BigInteger(256, random)).toHash();
      byte[] publicKey = EC.publicKey(key);
      Secp256k1Signature signature = EC.sign(hash, key);
      UInt256 r = signature.r();
      UInt256 s = signature.s();
      assertThat(s).isLessThanOrEqualTo(Secp256k1.HALF_ORDER);
      assertThat(EC.recover(hash, r, s, signature.recoveryId())).isEqualTo(publicKey);
      assertThat(EC.recoverAddress(hash, r, s, signature.recoveryId())).isEqualTo(EC.address(key));
      assertThat(EC.recover(hash, r, s, signature.recoveryId() ^ 1)).isNotEqualTo(publicKey);
      assertThat(EC.verify(hash, r, s, publicKey)).isTrue();
      assertThat(EC.verify(hash, s, r, publicKey)).isFalse();
      // A signature with the other s recovers with the other parity, but does not verify.
      UInt256 high = Secp256k1.ORDER.subtract(s);
      assertThat(EC.recover(hash, r, high, signature.recoveryId() ^ 1)).isEqualTo(publicKey);
      assertThat(EC.verify(hash, r, high, publicKey)).isFalse();
    }
  }

  @Test
  void refusesScalarsAndIdsOutOfRange() {
    Hash hash = Keccak256.EMPTY;
    UInt256 one = UInt256.ONE;
    assertThat(EC.recover(hash, UInt256.ZERO, one, 0)).isNull();
    assertThat(EC.recover(hash, one, UInt256.ZERO, 0)).isNull();
    assertThat(EC.recover(hash, Secp256k1.ORDER, one, 0)).isNull();
    assertThat(EC.recover(hash, one, Secp256k1.ORDER, 0)).isNull();
    assertThat(EC.recover(hash, one, one, 4)).isNull();
    assertThat(EC.recover(hash, one, one, -1)).isNull();
    assertThat(EC.recover(hash, UInt256.of(5), one, 0)).as("no point has x = 5").isNull();
  }

  @Test
  void takesANonceWhoseXWasReduced() {
    // x = r + n is below p only for the smallest r; x = n + 2 is on the curve.
    for (long r = 1; r < 40; r++) {
      byte[] key = EC.recover(Keccak256.EMPTY, UInt256.of(r), UInt256.ONE, 2);
      if (key != null) {
        assertThat(EC.verify(Keccak256.EMPTY, UInt256.of(r), UInt256.ONE, key)).isTrue();
        return;
      }
    }
    throw new AssertionError("no point with x from n + 1 to n + 39");
  }

  @Test
  void refusesRecoveryAtInfinity() {
    // With R = G and s = hash, s·R − hash·G is the point at infinity.
    UInt256 generatorX =
        UInt256.fromHex("79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798");
    Hash hash = UInt256.of(12345).toHash();
    assertThat(EC.recover(hash, generatorX, UInt256.of(12345), 0)).isNull();
    assertThat(EC.recover(hash, generatorX, UInt256.of(12345), 1)).isNotNull();
    // And with s = −hash it doubles.
    UInt256 negative = Secp256k1.ORDER.subtract(UInt256.of(12345));
    assertThat(EC.recover(hash, generatorX, negative, 1)).isNull();
    assertThat(EC.recover(hash, generatorX, negative, 0)).isNotNull();
  }

  @Test
  void agreesOnASharedPoint() {
    PrivateKey alice = PrivateKey.of(Keccak256.EMPTY.toUInt256());
    PrivateKey bob = PrivateKey.of(Keccak256.EMPTY_LIST.toUInt256());
    byte[] shared = EC.multiply(EC.publicKey(alice), bob);
    assertThat(shared).isNotNull().isEqualTo(EC.multiply(EC.publicKey(bob), alice));
    byte[] offCurve = EC.publicKey(alice);
    offCurve[63] ^= 1;
    assertThat(EC.multiply(offCurve, bob)).isNull();
    assertThat(EC.multiply(new byte[63], bob)).isNull();
  }

  @Test
  void compressesAndDecompressesPublicKeys() {
    for (int i = 1; i < 20; i++) {
      byte[] key = EC.publicKey(PrivateKey.of(UInt256.of(i)));
      byte[] compressed = PortableSecp256k1.compress(key);
      assertThat(PortableSecp256k1.decompress(compressed)).isEqualTo(key);
    }
    assertThat(PortableSecp256k1.decompress(new byte[33])).isNull();
    assertThat(
            PortableSecp256k1.decompress(
                Hex.decode("02fffffffffffffffffffffffffffffffffffffffffffffffffffffffefffffc30")))
        .as("x above p")
        .isNull();
    assertThat(
            PortableSecp256k1.decompress(
                Hex.decode("020000000000000000000000000000000000000000000000000000000000000005")))
        .as("no point has x = 5")
        .isNull();
  }

  @Test
  void neverShowsAPrivateKey() {
    assertThat(PrivateKey.of(UInt256.of(77)).toString()).doesNotContain("77").doesNotContain("4d");
    assertThatThrownBy(() -> PrivateKey.of(UInt256.ZERO)).isInstanceOf(DecodeException.class);
    assertThatThrownBy(() -> PrivateKey.of(Secp256k1.ORDER)).isInstanceOf(DecodeException.class);
    assertThatThrownBy(() -> PrivateKey.of(new byte[31])).isInstanceOf(DecodeException.class);
  }
}
