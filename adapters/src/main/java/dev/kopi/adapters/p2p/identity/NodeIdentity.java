package dev.kopi.adapters.p2p.identity;

import dev.kopi.core.crypto.ecdsa.PortableSecp256k1;
import dev.kopi.core.crypto.ecdsa.PrivateKey;
import dev.kopi.core.crypto.ecdsa.Secp256k1;
import dev.kopi.core.crypto.ecdsa.Secp256k1Signature;
import dev.kopi.core.crypto.hash.PortableSha256;
import dev.kopi.core.p2p.peer.DerSignature;
import dev.kopi.core.p2p.peer.PeerId;
import dev.kopi.core.p2p.peer.PeerKey;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;

/** This node's key, and the check of others' signatures. */
public final class NodeIdentity {
  /** What stands before the raw key in the X.509 form of an Ed25519 key. */
  private static final Bytes ED25519_X509 = Bytes.fromHex("0x302a300506032b6570032100");

  private final PrivateKey key;
  private final Secp256k1 curve;
  private final PeerKey publicKey;

  /** The identity of a private key. */
  public NodeIdentity(PrivateKey key, Secp256k1 curve) {
    this.key = key;
    this.curve = curve;
    this.publicKey =
        new PeerKey(
            PeerKey.Type.SECP256K1, Bytes.wrap(PortableSecp256k1.compress(curve.publicKey(key))));
  }

  /** The public key. */
  public PeerKey publicKey() {
    return publicKey;
  }

  /** The id that peers know this node by. */
  public PeerId peerId() {
    return PeerId.of(publicKey);
  }

  /** The private key, which discovery signs records with. */
  public PrivateKey privateKey() {
    return key;
  }

  /** Signs the SHA-256 hash of data; the signature is DER. */
  public byte[] sign(byte[] data) {
    Secp256k1Signature signature = curve.sign(Hash.of(PortableSha256.INSTANCE.hash(data)), key);
    return new DerSignature(signature.r(), signature.s()).encode();
  }

  /** Whether the owner of a key signed data. */
  public boolean verify(PeerKey signer, byte[] data, byte[] signature) {
    return switch (signer.type()) {
      case SECP256K1 -> verifySecp256k1(signer, data, signature);
      case ED25519 -> verifyEd25519(signer, data, signature);
    };
  }

  private boolean verifySecp256k1(PeerKey signer, byte[] data, byte[] signature) {
    byte[] point = PortableSecp256k1.decompress(signer.key().toArray());
    if (point == null) {
      return false;
    }
    try {
      DerSignature der = DerSignature.decode(signature);
      UInt256 s = der.s();
      // libp2p accepts both forms of a signature.
      if (s.compareTo(Secp256k1.HALF_ORDER) > 0 && s.compareTo(Secp256k1.ORDER) < 0) {
        s = Secp256k1.ORDER.subtract(s);
      }
      return curve.verify(Hash.of(PortableSha256.INSTANCE.hash(data)), der.r(), s, point);
    } catch (DecodeException e) {
      return false;
    }
  }

  private static boolean verifyEd25519(PeerKey signer, byte[] data, byte[] signature) {
    try {
      PublicKey key =
          KeyFactory.getInstance("Ed25519")
              .generatePublic(
                  new X509EncodedKeySpec(Bytes.concat(ED25519_X509, signer.key()).toArray()));
      Signature check = Signature.getInstance("Ed25519");
      check.initVerify(key);
      check.update(data);
      return check.verify(signature);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }
}
