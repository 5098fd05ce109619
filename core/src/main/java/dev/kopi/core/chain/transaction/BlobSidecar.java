package dev.kopi.core.chain.transaction;

import dev.kopi.core.crypto.Kzg;
import dev.kopi.core.crypto.hash.Sha256;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.RlpReader;
import dev.kopi.core.primitives.RlpWriter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The blobs that travel beside a blob transaction, and the encoding of both together that pools
 * exchange.
 *
 * @param version 0: a proof for each blob; 1: a proof for each cell (since Osaka)
 * @param blobs 131,072 bytes each
 * @param commitments 48 bytes each
 * @param proofs 48 bytes each
 * @see <a href="https://eips.ethereum.org/EIPS/eip-4844#networking">EIP-4844, networking</a>
 * @see <a href="https://eips.ethereum.org/EIPS/eip-7594#networking">EIP-7594, networking</a>
 */
public record BlobSidecar(
    int version, List<Bytes> blobs, List<Bytes> commitments, List<Bytes> proofs) {
  /** Proofs for each blob. */
  private static final int BLOB_PROOFS = 0;

  /** Proofs for each cell. */
  private static final int CELL_PROOFS = 1;

  /**
   * A transaction as it is sent.
   *
   * @param transaction the transaction as blocks hold it
   * @param sidecar its blobs; null when none came along
   */
  public record Carried(TransactionEnvelope transaction, @Nullable BlobSidecar sidecar) {}

  /** Copies the lists. */
  public BlobSidecar {
    blobs = List.copyOf(blobs);
    commitments = List.copyOf(commitments);
    proofs = List.copyOf(proofs);
    if (version != BLOB_PROOFS && version != CELL_PROOFS) {
      throw new DecodeException("blob sidecar: version " + version + " is not known");
    }
  }

  /** A sidecar with proofs of the given kind. */
  public static BlobSidecar of(
      boolean cellProofs, List<Bytes> blobs, List<Bytes> commitments, List<Bytes> proofs) {
    return new BlobSidecar(cellProofs ? CELL_PROOFS : BLOB_PROOFS, blobs, commitments, proofs);
  }

  /** Whether there is a proof for each cell rather than for each blob. */
  public boolean cellProofs() {
    return version == CELL_PROOFS;
  }

  /** "kzg_to_versioned_hash" (EIP-4844). */
  public static Hash versionedHash(Bytes commitment, Sha256 sha256) {
    byte[] hash = sha256.hash(commitment.unsafeArray());
    hash[0] = 1;
    return Hash.of(hash);
  }

  /** The transaction's type, and the list of its body and what is in here. */
  public Bytes encodeWith(TransactionEnvelope transaction) {
    byte[] encoded = transaction.encoded().unsafeArray();
    int size = encoded.length + blobs.size() * (Kzg.BLOB_BYTES + 200) + proofs.size() * 50;
    RlpWriter out = new RlpWriter(size).raw(new byte[] {encoded[0]}).startList();
    out.raw(encoded, 1, encoded.length - 1);
    if (version != BLOB_PROOFS) {
      out.number(version);
    }
    writeList(out, blobs);
    writeList(out, commitments);
    writeList(out, proofs);
    return out.endList().toBytes();
  }

  private static void writeList(RlpWriter out, List<Bytes> items) {
    out.startList();
    items.forEach(out::bytes);
    out.endList();
  }

  /**
   * Reads a transaction of any type, with its blobs if they came along. How many blobs, commitments
   * and proofs there are is not checked.
   *
   * @throws DecodeException when the bytes are malformed
   */
  public static Carried decode(Bytes encoded) {
    byte[] data = encoded.unsafeArray();
    if (data.length == 0 || data[0] != TransactionType.BLOB.code()) {
      return new Carried(TransactionEnvelope.decode(encoded), null);
    }
    RlpReader reader = new RlpReader(data, 1, data.length - 1);
    RlpReader in = reader.list();
    reader.expectEnd();
    if (!in.nextIsList()) {
      return new Carried(TransactionEnvelope.decode(encoded), null);
    }
    Bytes body = Bytes.concat(encoded.slice(0, 1), in.raw());
    int version = BLOB_PROOFS;
    if (!in.nextIsList()) {
      version = (int) in.number();
      if (version != CELL_PROOFS) {
        throw new DecodeException("blob sidecar: version " + version + " is not known");
      }
    }
    List<Bytes> blobs = readList(in, Kzg.BLOB_BYTES);
    List<Bytes> commitments = readList(in, Kzg.POINT_BYTES);
    List<Bytes> proofs = readList(in, Kzg.POINT_BYTES);
    in.expectEnd();
    return new Carried(
        TransactionEnvelope.decode(body), new BlobSidecar(version, blobs, commitments, proofs));
  }

  private static List<Bytes> readList(RlpReader in, int size) {
    RlpReader list = in.list();
    List<Bytes> out = new ArrayList<>();
    while (list.hasMore()) {
      Bytes item = list.bytes();
      if (item.size() != size) {
        throw new DecodeException("blob sidecar: an item has " + item.size() + " bytes");
      }
      out.add(item);
    }
    return out;
  }
}
