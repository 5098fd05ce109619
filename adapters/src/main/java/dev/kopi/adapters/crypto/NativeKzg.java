package dev.kopi.adapters.crypto;

import dev.kopi.core.crypto.Kzg;
import dev.kopi.core.crypto.UnavailableException;
import dev.kopi.core.crypto.UnavailableException.Primitive;
import dev.kopi.core.primitives.DecodeException;
import ethereum.ckzg4844.CKZG4844JNI;
import ethereum.ckzg4844.CKZGException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * KZG by c-kzg-4844. The library holds one setup for the whole process; it is loaded, once, by the
 * first call that needs it.
 */
final class NativeKzg implements Kzg {
  /** Trades memory and loading time for faster cell proofs; 0 is the least of both. */
  private static final long PRECOMPUTE = 0;

  private static TrustedSetup.@Nullable Points loaded;

  private final TrustedSetup setup;
  private volatile boolean ready;

  NativeKzg(TrustedSetup setup) {
    this.setup = setup;
  }

  @Override
  public void prepare() {
    if (!ready) {
      load(setup);
      ready = true;
    }
  }

  @Override
  public boolean verifyPointEvaluation(byte[] input, int offset) {
    prepare();
    try {
      return CKZG4844JNI.verifyKzgProof(
          Arrays.copyOfRange(input, offset + 96, offset + 144),
          Arrays.copyOfRange(input, offset + 32, offset + 64),
          Arrays.copyOfRange(input, offset + 64, offset + 96),
          Arrays.copyOfRange(input, offset + 144, offset + 192));
    } catch (CKZGException e) {
      return refused(e);
    }
  }

  @Override
  public byte[] blobToCommitment(byte[] blob) {
    prepare();
    requireLength("blob", blob, BLOB_BYTES);
    try {
      return CKZG4844JNI.blobToKzgCommitment(blob);
    } catch (CKZGException e) {
      throw malformed(e);
    }
  }

  @Override
  public byte[] blobProof(byte[] blob, byte[] commitment) {
    prepare();
    requireLength("blob", blob, BLOB_BYTES);
    requireLength("commitment", commitment, POINT_BYTES);
    try {
      return CKZG4844JNI.computeBlobKzgProof(blob, commitment);
    } catch (CKZGException e) {
      throw malformed(e);
    }
  }

  @Override
  public CellsAndProofs cellsAndProofs(byte[] blob) {
    prepare();
    requireLength("blob", blob, BLOB_BYTES);
    try {
      ethereum.ckzg4844.CellsAndProofs result = CKZG4844JNI.computeCellsAndKzgProofs(blob);
      return new CellsAndProofs(
          split(result.getCells(), CELL_BYTES), split(result.getProofs(), POINT_BYTES));
    } catch (CKZGException e) {
      throw malformed(e);
    }
  }

  @Override
  public boolean verifyBlobProof(byte[] blob, byte[] commitment, byte[] proof) {
    prepare();
    if (blob.length != BLOB_BYTES
        || commitment.length != POINT_BYTES
        || proof.length != POINT_BYTES) {
      return false;
    }
    try {
      return CKZG4844JNI.verifyBlobKzgProof(blob, commitment, proof);
    } catch (CKZGException e) {
      return refused(e);
    }
  }

  @Override
  public boolean verifyBlobProofs(
      List<byte[]> blobs, List<byte[]> commitments, List<byte[]> proofs) {
    prepare();
    if (commitments.size() != blobs.size()
        || proofs.size() != blobs.size()
        || !haveLength(blobs, BLOB_BYTES)
        || !haveLength(commitments, POINT_BYTES)
        || !haveLength(proofs, POINT_BYTES)) {
      return false;
    }
    try {
      return CKZG4844JNI.verifyBlobKzgProofBatch(
          join(blobs, BLOB_BYTES),
          join(commitments, POINT_BYTES),
          join(proofs, POINT_BYTES),
          blobs.size());
    } catch (CKZGException e) {
      return refused(e);
    }
  }

  @Override
  public boolean verifyCellProofs(
      List<byte[]> blobs, List<byte[]> commitments, List<byte[]> proofs) {
    prepare();
    int count = blobs.size() * CELLS_PER_BLOB;
    if (commitments.size() != blobs.size()
        || proofs.size() != count
        || !haveLength(blobs, BLOB_BYTES)
        || !haveLength(commitments, POINT_BYTES)
        || !haveLength(proofs, POINT_BYTES)) {
      return false;
    }
    byte[] cells = new byte[count * CELL_BYTES];
    byte[] cellCommitments = new byte[count * POINT_BYTES];
    long[] indices = new long[count];
    try {
      for (int i = 0; i < blobs.size(); i++) {
        byte[] computed = CKZG4844JNI.computeCells(blobs.get(i));
        System.arraycopy(computed, 0, cells, i * CELLS_PER_BLOB * CELL_BYTES, computed.length);
        for (int cell = 0; cell < CELLS_PER_BLOB; cell++) {
          int at = i * CELLS_PER_BLOB + cell;
          indices[at] = cell;
          System.arraycopy(commitments.get(i), 0, cellCommitments, at * POINT_BYTES, POINT_BYTES);
        }
      }
      return CKZG4844JNI.verifyCellKzgProofBatch(
          cellCommitments, indices, cells, join(proofs, POINT_BYTES));
    } catch (CKZGException e) {
      return refused(e);
    }
  }

  private static synchronized void load(TrustedSetup setup) {
    try {
      TrustedSetup.Points points = setup.read();
      if (loaded == null) {
        CKZG4844JNI.loadNativeLibrary();
        CKZG4844JNI.loadTrustedSetup(
            points.g1Monomial, points.g1Lagrange, points.g2Monomial, PRECOMPUTE);
        loaded = points;
      } else if (!loaded.sameAs(points)) {
        throw new IllegalStateException("another trusted setup is loaded in this process");
      }
    } catch (IOException | DecodeException | CKZGException | LinkageError e) {
      throw new UnavailableException(Primitive.KZG, e);
    }
  }

  /** False for arguments that are no field elements or points; anything else is not an answer. */
  private static boolean refused(CKZGException e) {
    if (e.getError() == CKZGException.CKZGError.C_KZG_BADARGS) {
      return false;
    }
    throw e;
  }

  private static RuntimeException malformed(CKZGException e) {
    return e.getError() == CKZGException.CKZGError.C_KZG_BADARGS
        ? new DecodeException("KZG: not a blob of canonical field elements, or not a commitment")
        : e;
  }

  private static void requireLength(String what, byte[] bytes, int length) {
    if (bytes.length != length) {
      throw new DecodeException("a " + what + " has " + length + " bytes, not " + bytes.length);
    }
  }

  private static boolean haveLength(List<byte[]> all, int length) {
    for (byte[] each : all) {
      if (each.length != length) {
        return false;
      }
    }
    return true;
  }

  private static byte[] join(List<byte[]> parts, int size) {
    byte[] out = new byte[Math.multiplyExact(parts.size(), size)];
    for (int i = 0; i < parts.size(); i++) {
      System.arraycopy(parts.get(i), 0, out, i * size, size);
    }
    return out;
  }

  private static List<byte[]> split(byte[] joined, int size) {
    List<byte[]> parts = new ArrayList<>();
    for (int at = 0; at < joined.length; at += size) {
      parts.add(Arrays.copyOfRange(joined, at, at + size));
    }
    return parts;
  }
}
