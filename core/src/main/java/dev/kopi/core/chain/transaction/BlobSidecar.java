package dev.kopi.core.chain.transaction;

import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.primitives.RlpReader;
import dev.kopi.core.primitives.RlpWriter;
import java.util.ArrayList;
import java.util.List;

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
  private static final int BLOB_SIZE = 131_072;
  private static final int POINT_SIZE = 48;
  private static final int CELLS = 128;

  /**
   * A blob transaction with its blobs.
   *
   * @param transaction the transaction as blocks hold it
   * @param sidecar its blobs
   */
  public record Carried(TransactionEnvelope transaction, BlobSidecar sidecar) {}

  /** Checks that there are as many of each as belong together. */
  public BlobSidecar {
    blobs = List.copyOf(blobs);
    commitments = List.copyOf(commitments);
    proofs = List.copyOf(proofs);
    if (version != 0 && version != 1) {
      throw new DecodeException("blob sidecar: version " + version + " is not known");
    }
    int proofsEach = version == 0 ? 1 : CELLS;
    if (commitments.size() != blobs.size() || proofs.size() != proofsEach * blobs.size()) {
      throw new DecodeException(
          "blob sidecar: "
              + blobs.size()
              + " blobs, "
              + commitments.size()
              + " commitments, "
              + proofs.size()
              + " proofs");
    }
  }

  /** The transaction's type, and the list of its body and what is in here. */
  public Bytes encodeWith(TransactionEnvelope transaction) {
    byte[] encoded = transaction.encoded().unsafeArray();
    int size = encoded.length + blobs.size() * (BLOB_SIZE + 200) + proofs.size() * 50;
    RlpWriter out = new RlpWriter(size).raw(new byte[] {encoded[0]}).startList();
    out.raw(encoded, 1, encoded.length - 1);
    if (version == 1) {
      out.number(1);
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
   * Reads exactly one blob transaction with its blobs.
   *
   * @throws DecodeException when the bytes are none
   */
  public static Carried decode(Bytes encoded) {
    byte[] data = encoded.unsafeArray();
    if (data.length == 0 || data[0] != TransactionType.BLOB.code()) {
      throw new DecodeException("not a blob transaction");
    }
    RlpReader reader = new RlpReader(data, 1, data.length - 1);
    RlpReader in = reader.list();
    reader.expectEnd();
    if (!in.hasMore() || !in.nextIsList()) {
      throw new DecodeException("blob transaction without its blobs");
    }
    Bytes body = Bytes.concat(encoded.slice(0, 1), in.raw());
    int version = 0;
    if (in.hasMore() && !in.nextIsList()) {
      version = (int) in.number();
      if (version != 1) {
        throw new DecodeException("blob sidecar: version " + version + " is not known");
      }
    }
    List<Bytes> blobs = readList(in, BLOB_SIZE);
    List<Bytes> commitments = readList(in, POINT_SIZE);
    List<Bytes> proofs = readList(in, POINT_SIZE);
    in.expectEnd();
    return new Carried(
        TransactionEnvelope.decode(body), new BlobSidecar(version, blobs, commitments, proofs));
  }

  private static List<Bytes> readList(RlpReader in, int size) {
    RlpReader list = in.list();
    List<Bytes> out = new ArrayList<>();
    while (list.hasMore()) {
      Bytes item = list.bytes(size);
      if (item.size() != size) {
        throw new DecodeException("blob sidecar: an item has " + item.size() + " bytes");
      }
      out.add(item);
    }
    return out;
  }
}
