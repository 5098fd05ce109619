package dev.kopi.core.proof.host;

import dev.kopi.core.chain.spec.Fork;
import dev.kopi.core.crypto.Crypto;
import dev.kopi.core.crypto.Kzg;
import dev.kopi.core.crypto.hash.Keccak256;
import dev.kopi.core.evm.precompile.Precompile;
import dev.kopi.core.evm.precompile.Precompiles;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.proof.preimage.BlobKeys;
import dev.kopi.core.proof.preimage.PreimageKey;
import dev.kopi.core.trie.OrderedTrie;
import java.util.List;
import java.util.Set;

/** Makes pre-images from the data that they are about. Keys are always computed from the values. */
public final class PreimageMaker {
  private static final int ADDRESS = 20;
  private static final int GAS = 8;

  /** The precompiles that programs ask for: the others are computed within programs. */
  private static final Set<Long> PRECOMPILES =
      Set.of(0x01L, 0x08L, 0x0aL, 0x0bL, 0x0cL, 0x0dL, 0x0eL, 0x0fL, 0x10L, 0x11L);

  private final Crypto crypto;
  private final Precompiles precompiles;

  /** Computes with {@code crypto}. */
  public PreimageMaker(Crypto crypto) {
    this.crypto = crypto;
    this.precompiles = Precompiles.of(Fork.PRAGUE, null, crypto);
  }

  /** A value under its keccak256. */
  public static void keccak256(Bytes value, PreimageSink sink) {
    sink.put(PreimageKey.keccak256(Keccak256.hash(value)), value);
  }

  /** The trie nodes of a list of transactions or receipts; answers the root. */
  public static Hash list(List<Bytes> items, PreimageSink sink) {
    return OrderedTrie.write(items, node -> keccak256(node, sink));
  }

  /**
   * A blob: its commitment by the versioned hash, its field elements, and what their keys are the
   * hashes of.
   *
   * @return the versioned hash
   */
  public Hash blob(Bytes blob, PreimageSink sink) {
    if (blob.size() != Kzg.BLOB_BYTES) {
      throw new DecodeException("a blob of " + blob.size() + " bytes");
    }
    Bytes commitment = Bytes.wrap(crypto.kzg().blobToCommitment(blob.toArray()));
    byte[] hash = crypto.sha256().hash(commitment.unsafeArray(), 0, commitment.size());
    hash[0] = 1;
    Hash versionedHash = Hash.of(hash);
    sink.put(PreimageKey.sha256(versionedHash), commitment);
    BlobKeys keys = new BlobKeys(commitment);
    for (int i = 0; i < BlobKeys.ELEMENTS; i++) {
      int at = i * BlobKeys.ELEMENT_BYTES;
      sink.put(keys.key(i), blob.slice(at, at + BlobKeys.ELEMENT_BYTES));
      keccak256(keys.keyInput(i), sink);
    }
    return versionedHash;
  }

  /**
   * The result of a precompile: a status byte and the output, by the hash of address, gas and
   * input; and those as a pre-image themselves.
   *
   * @param call address ‖ gas ‖ input; in older programs without the gas
   * @param withGas whether the gas is there
   * @throws DecodeException when the call is too short, or programs compute the precompile
   *     themselves
   */
  public void precompile(Bytes call, boolean withGas, PreimageSink sink) {
    int header = withGas ? ADDRESS + GAS : ADDRESS;
    if (call.size() < header) {
      throw new DecodeException("a precompile's call of " + call.size() + " bytes");
    }
    Address address = Address.of(call.slice(0, ADDRESS).toArray(), 0);
    Precompile precompile =
        address.high() == 0 && address.middle() == 0 && PRECOMPILES.contains(address.low())
            ? precompiles.at(address)
            : null;
    if (precompile == null) {
      throw new DecodeException(address + " is no precompile that is served");
    }
    byte[] output = precompile.run(call.unsafeArray(), header, call.size() - header);
    Bytes result =
        output == null
            ? Bytes.wrap(new byte[1])
            : Bytes.concat(Bytes.wrap(new byte[] {1}), Bytes.wrap(output));
    sink.put(PreimageKey.precompile(Keccak256.hash(call)), result);
    keccak256(call, sink);
  }
}
